import './session/no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { acceptDrops } from './files/accept-drops.ts';
import { HudRoot } from './hud-root.tsx';
import { NeedsLink } from './parts/needs-link.tsx';
import { setCompact } from './parts/view-state.ts';
import { openPageSession, requestSettingsToken, shellOf } from './session/bootstrap.ts';
import { loadErrorTexts, showLanguage } from './messages/use-messages.ts';
import { followAppearance } from './session/follow-appearance.ts';
import { reportPaints } from './session/report-painted.ts';
import { openSession, type Session } from './session/session.ts';
import { SessionProvider } from './session/session-context.tsx';
import './styles/all.css';

// What is dropped on a page that is still opening must not be lost, nor opened in its place.
const opened = Promise.withResolvers<Session>();
acceptDrops(opened.promise, window);
const root = createRoot(document.querySelector('#root') ?? document.body);
const [tokens] = await Promise.all([openPageSession(window), showLanguage('auto', document.documentElement)]);

const hudToken = tokens?.hud;

if (hudToken !== undefined) {
  const { origin } = window.location;
  const session = openSession(origin, hudToken, tokens?.history);
  opened.resolve(session);
  followAppearance(session, document.documentElement);
  reportPaints(session, window);
  void shellOf(window)?.onCompact(setCompact);
  const requestToken = (): Promise<string | undefined> => requestSettingsToken(window, hudToken);
  root.render(
    <StrictMode>
      <SessionProvider value={session}>
        <HudRoot origin={origin} requestSettingsToken={requestToken} />
      </SessionProvider>
    </StrictMode>,
  );
  void loadErrorTexts().catch(() => undefined);
  if (tokens?.capture !== undefined) {
    // The page shows itself first; devices are opened by what it loads next. The app has a hidden page for that.
    const { startPageCapture } = await import('./capture/page-capture.ts');
    startPageCapture(session, origin, tokens.capture, window);
  }
} else {
  root.render(<NeedsLink />);
}
