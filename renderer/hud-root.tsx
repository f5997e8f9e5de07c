import { useEffect, useState } from 'react';
import { useMessages } from './messages/use-messages.ts';
import { openSession, type Session } from './session/session.ts';
import { useSessionState } from './session/session-context.tsx';
import { SettingsRoot } from './settings/settings-root.tsx';
import { HudView } from './hud/hud-view.tsx';
import { NeedsLink } from './parts/needs-link.tsx';
import { closeSettings, useView, type SettingsSection } from './parts/view-state.ts';

interface HudRootProps {
  readonly origin: string;
  /** Asks for the right to change settings; undefined when it is not given. */
  readonly requestSettingsToken: () => Promise<string | undefined>;
}

/** The HUD, or over it the settings, or what to do when the session is over. */
export function HudRoot(props: HudRootProps) {
  const isExpired = useSessionState((state) => state.connection === 'expired');
  const section = useView((view) => view.settingsSection);
  if (isExpired) return <NeedsLink />;
  return section === undefined ? <HudView /> : <SettingsPanel {...props} section={section} />;
}

/** Has the right to change settings for as long as it is open. */
function SettingsPanel({
  origin,
  requestSettingsToken,
  section,
}: HudRootProps & { readonly section: SettingsSection }) {
  const { t } = useMessages();
  const [session, setSession] = useState<Session>();
  useEffect(() => {
    let isClosed = false;
    let opened: Session | undefined;
    const open = async (): Promise<void> => {
      const token = await requestSettingsToken();
      if (isClosed) return;
      if (token === undefined) closeSettings();
      else setSession((opened = openSession(origin, token)));
    };
    void open();
    return () => {
      isClosed = true;
      opened?.[Symbol.dispose]();
    };
  }, [origin, requestSettingsToken]);
  if (!session) return <p className="settings-wait">{t('connecting')}</p>;
  return <SettingsRoot session={session} section={section} onClose={closeSettings} />;
}
