import { useEffect, useState } from 'react';
import { NeedsLink } from '../hud/needs-link.tsx';
import type { SettingsSection } from '../hud/view-state.ts';
import { followAppearance } from '../session/follow-appearance.ts';
import type { Session } from '../session/session.ts';
import { openSession } from '../session/session.ts';
import { SessionProvider, useSessionState } from '../session/session-context.tsx';
import { SettingsView } from './settings-view.tsx';

interface SettingsRootProps {
  readonly origin: string;
  readonly token: string;
  readonly section: SettingsSection;
  /** Absent in a window of its own. */
  readonly onClose?: () => void;
}

/** The settings panel with a connection of its own, of the role that may change settings. */
export function SettingsRoot({ origin, token, section, onClose }: SettingsRootProps) {
  const [session, setSession] = useState<Session>();
  useEffect(() => {
    const opened = openSession(origin, token);
    const unfollow = followAppearance(opened, document.documentElement);
    setSession(opened);
    return () => {
      unfollow();
      opened[Symbol.dispose]();
    };
  }, [origin, token]);
  if (!session) return null;
  return (
    <SessionProvider value={session}>
      <Connected section={section} {...(onClose ? { onClose } : {})} />
    </SessionProvider>
  );
}

function Connected(props: Pick<SettingsRootProps, 'section' | 'onClose'>) {
  const isExpired = useSessionState((state) => state.connection === 'expired');
  const hasSettings = useSessionState((state) => state.settings !== undefined);
  if (isExpired) return <NeedsLink />;
  return hasSettings ? <SettingsView {...props} /> : <p className="settings-wait">Connecting…</p>;
}
