import './session/no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { NeedsLink } from './hud/needs-link.tsx';
import { openPageSession } from './session/bootstrap.ts';
import { SettingsRoot } from './settings/settings-root.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/hud.css';
import './styles/settings.css';

const root = createRoot(document.querySelector('#root') ?? document.body);
const tokens = await openPageSession(window);

root.render(
  tokens?.settings !== undefined ? (
    <StrictMode>
      <SettingsRoot origin={window.location.origin} token={tokens.settings} section="model" />
    </StrictMode>
  ) : (
    <NeedsLink />
  ),
);
