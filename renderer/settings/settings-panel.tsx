import { useMessages } from '../messages/use-messages.ts';
import { closeSettings, type SettingsSection } from '../parts/view-state.ts';
import { useSettingsSession } from '../session/use-settings-session.ts';
import { SettingsRoot } from './settings-root.tsx';

interface SettingsPanelProps {
  readonly origin: string;
  readonly requestSettingsToken: () => Promise<string | undefined>;
  readonly section: SettingsSection;
}

/** The settings over the HUD; they have the right to change settings for as long as they are open. */
export function SettingsPanel({ origin, requestSettingsToken, section }: SettingsPanelProps) {
  const { t } = useMessages();
  const session = useSettingsSession(origin, requestSettingsToken, closeSettings);
  if (!session) return <p className="settings-wait">{t('connecting')}</p>;
  return <SettingsRoot session={session} section={section} onClose={closeSettings} />;
}
