import { useMessages } from '../messages/use-messages.ts';
import { NeedsLink } from '../parts/needs-link.tsx';
import type { SettingsSection } from '../parts/view-state.ts';
import type { Session } from '../session/session.ts';
import { SessionProvider, useSessionState } from '../session/session-context.tsx';
import { SettingsView } from './settings-view.tsx';
import '../styles/settings.css';
import '../styles/lists.css';

interface SettingsRootProps {
  /** A connection of the role that may change settings. */
  readonly session: Session;
  readonly section: SettingsSection;
  /** Absent in a separate window. */
  readonly onClose?: () => void;
}

/** The settings panel, once the settings have arrived. */
export function SettingsRoot({ session, ...view }: SettingsRootProps) {
  return (
    <SessionProvider value={session}>
      <Connected {...view} />
    </SessionProvider>
  );
}

function Connected(view: Omit<SettingsRootProps, 'session'>) {
  const { t } = useMessages();
  const isExpired = useSessionState((state) => state.connection === 'expired');
  const hasSettings = useSessionState((state) => state.settings !== undefined);
  if (isExpired) return <NeedsLink />;
  return hasSettings ? <SettingsView {...view} /> : <p className="settings-wait">{t('connecting')}</p>;
}
