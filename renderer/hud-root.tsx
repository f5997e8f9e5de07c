import { lazy, Suspense } from 'react';
import { isGuideDue } from './guide/is-guide-due.ts';
import { useMessages } from './messages/use-messages.ts';
import { useSessionState } from './session/session-context.tsx';
import { useSettingsSession } from './session/use-settings-session.ts';
import { HudView } from './hud/hud-view.tsx';
import { NeedsLink } from './parts/needs-link.tsx';
import { closeSettings, useView, type SettingsSection } from './parts/view-state.ts';

/** Neither is needed in a call, so neither is part of what the HUD loads. */
const GuideRoot = lazy(async () => ({ default: (await import('./guide/guide-root.tsx')).GuideRoot }));
const SettingsRoot = lazy(async () => ({
  default: (await import('./settings/settings-root.tsx')).SettingsRoot,
}));

interface HudRootProps {
  readonly origin: string;
  /** Asks for the right to change settings; undefined when it is not given. */
  readonly requestSettingsToken: () => Promise<string | undefined>;
}

/** The HUD, or over it the first-run guide or the settings, or what to do when the session is over. */
export function HudRoot(props: HudRootProps) {
  const isExpired = useSessionState((state) => state.connection === 'expired');
  const isFirstRun = useSessionState((state) => isGuideDue(state.settings));
  const section = useView((view) => view.settingsSection);
  if (isExpired) return <NeedsLink />;
  if (section === undefined && !isFirstRun) return <HudView />;
  return (
    <Suspense fallback={null}>
      {section === undefined ? <GuideRoot {...props} /> : <SettingsPanel {...props} section={section} />}
    </Suspense>
  );
}

/** Has the right to change settings for as long as it is open. */
function SettingsPanel({
  origin,
  requestSettingsToken,
  section,
}: HudRootProps & { readonly section: SettingsSection }) {
  const { t } = useMessages();
  const session = useSettingsSession(origin, requestSettingsToken, closeSettings);
  if (!session) return <p className="settings-wait">{t('connecting')}</p>;
  return <SettingsRoot session={session} section={section} onClose={closeSettings} />;
}
