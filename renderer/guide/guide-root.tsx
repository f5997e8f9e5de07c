import { useEffect } from 'react';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { useSettingsSession } from '../session/use-settings-session.ts';
import { GuideSettings, passRefusals } from './guide-sessions.ts';
import { GuideView } from './guide-view.tsx';
import '../styles/settings.css';
import './guide.css';

interface GuideRootProps {
  readonly origin: string;
  readonly requestSettingsToken: () => Promise<string | undefined>;
}

/** The first-run guide, which may change settings for as long as it is open. */
export function GuideRoot({ origin, requestSettingsToken }: GuideRootProps) {
  const settings = useSettingsSession(origin, requestSettingsToken, ignore);
  const hud = useSession();
  // The page shows the refusals of one connection, so those of this one are passed on to it.
  useEffect(() => passRefusals(settings, hud), [hud, settings]);
  const isReady = useSessionState((state) => state.settings !== undefined);
  if (!settings || !isReady) return null;
  return (
    <GuideSettings value={settings}>
      <GuideView />
    </GuideSettings>
  );
}

function ignore(): void {
  // The engine gives every HUD the right; when the connection is lost, the HUD itself says so.
}
