import { useSessionState } from './session/session-context.tsx';
import { SettingsRoot } from './settings/settings-root.tsx';
import { HudView } from './hud/hud-view.tsx';
import { NeedsLink } from './hud/needs-link.tsx';
import { closeSettings, useView } from './hud/view-state.ts';

interface HudRootProps {
  readonly origin: string;
  readonly settingsToken: string;
}

/** The HUD, or over it the settings, or what to do when the session is over. */
export function HudRoot({ origin, settingsToken }: HudRootProps) {
  const isExpired = useSessionState((state) => state.connection === 'expired');
  const section = useView((view) => view.settingsSection);
  if (isExpired) return <NeedsLink />;
  if (section === undefined) return <HudView />;
  return <SettingsRoot origin={origin} token={settingsToken} section={section} onClose={closeSettings} />;
}
