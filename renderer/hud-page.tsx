import './session/no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startPageCapture } from './capture/page-capture.ts';
import { HudRoot } from './hud-root.tsx';
import { NeedsLink } from './hud/needs-link.tsx';
import { openPageSession } from './session/bootstrap.ts';
import { followAppearance } from './session/follow-appearance.ts';
import { reportPaints } from './session/report-painted.ts';
import { openSession, type Session } from './session/session.ts';
import { SessionProvider } from './session/session-context.tsx';
import './styles/all.css';

const root = createRoot(document.querySelector('#root') ?? document.body);
const tokens = await openPageSession(window);

if (tokens?.hud !== undefined) {
  const { origin } = window.location;
  const session = openSession(origin, tokens.hud);
  followAppearance(session, document.documentElement);
  reportPaints(session, window);
  if (tokens.capture !== undefined) startPageCapture(session, origin, tokens.capture, window);
  let openedSettings: Session | undefined;
  const settingsSession = (): Session => (openedSettings ??= openSession(origin, tokens.settings ?? ''));
  root.render(
    <StrictMode>
      <SessionProvider value={session}>
        <HudRoot settingsSession={settingsSession} />
      </SessionProvider>
    </StrictMode>,
  );
} else {
  root.render(<NeedsLink />);
}
