import type { Session } from './session/session.ts';
import { useSessionState } from './session/session-context.tsx';
import { SettingsRoot } from './settings/settings-root.tsx';
import { HudView } from './hud/hud-view.tsx';
import { NeedsLink } from './hud/needs-link.tsx';
import { closeSettings, useView } from './hud/view-state.ts';

interface HudRootProps {
  /** The connection of the settings role, opened with the first look at the settings and kept. */
  readonly settingsSession: () => Session;
}

/** The HUD, or over it the settings, or what to do when the session is over. */
export function HudRoot({ settingsSession }: HudRootProps) {
  const isExpired = useSessionState((state) => state.connection === 'expired');
  const section = useView((view) => view.settingsSection);
  if (isExpired) return <NeedsLink />;
  if (section === undefined) return <HudView />;
  return <SettingsRoot session={settingsSession()} section={section} onClose={closeSettings} />;
}
