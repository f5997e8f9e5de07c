import './session/no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { NeedsLink } from './parts/needs-link.tsx';
import { openPageSession } from './session/bootstrap.ts';
import { loadAllRooms, showLanguage } from './messages/use-messages.ts';
import { followAppearance } from './session/follow-appearance.ts';
import { SETTINGS_SECTIONS } from './parts/view-state.ts';
import { openSession } from './session/session.ts';
import { SettingsRoot } from './settings/settings-root.tsx';
import './styles/all.css';

const root = createRoot(document.querySelector('#root') ?? document.body);
const [tokens] = await Promise.all([openPageSession(window), showLanguage('auto', document.documentElement)]);
await loadAllRooms();

if (tokens?.settings === undefined) {
  root.render(<NeedsLink />);
} else {
  const session = openSession(window.location.origin, tokens.settings);
  const section = SETTINGS_SECTIONS.find((name) => window.location.hash === `#${name}`) ?? 'model';
  followAppearance(session, document.documentElement);
  root.render(
    <StrictMode>
      <SettingsRoot session={session} section={section} />
    </StrictMode>,
  );
}
