import './session/no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HistoryView } from './history/history-view.tsx';
import { NeedsLink } from './parts/needs-link.tsx';
import { openPageSession } from './session/bootstrap.ts';
import { loadAllRooms, showLanguage } from './messages/use-messages.ts';
import { followAppearance } from './session/follow-appearance.ts';
import { openSession } from './session/session.ts';
import { SessionProvider } from './session/session-context.tsx';
import './styles/all.css';

const root = createRoot(document.querySelector('#root') ?? document.body);
const [tokens] = await Promise.all([openPageSession(window), showLanguage('auto', document.documentElement)]);
await loadAllRooms();

if (tokens?.history === undefined) {
  root.render(<NeedsLink />);
} else {
  const session = openSession(window.location.origin, tokens.history);
  followAppearance(session, document.documentElement);
  root.render(
    <StrictMode>
      <SessionProvider value={session}>
        <HistoryView />
      </SessionProvider>
    </StrictMode>,
  );
}
