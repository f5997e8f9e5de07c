import { lazy, Suspense } from 'react';
import { isGuideDue } from './guide/is-guide-due.ts';
import { loadAllRooms } from './messages/use-messages.ts';
import { useSessionState } from './session/session-context.tsx';
import { HudView } from './hud/hud-view.tsx';
import { NeedsLink } from './parts/needs-link.tsx';
import { useView } from './parts/view-state.ts';

/** None is needed in a call, so none is part of what the HUD loads. */
const GuideRoot = lazy(async () => {
  const [room] = await Promise.all([import('./guide/guide-root.tsx'), loadAllRooms()]);
  return { default: room.GuideRoot };
});
const SettingsPanel = lazy(async () => {
  const [room] = await Promise.all([import('./settings/settings-panel.tsx'), loadAllRooms()]);
  return { default: room.SettingsPanel };
});
const HistoryPanel = lazy(async () => {
  const [room] = await Promise.all([import('./history/history-panel.tsx'), loadAllRooms()]);
  return { default: room.HistoryPanel };
});

interface HudRootProps {
  readonly origin: string;
  /** Asks for the right to change settings; undefined when it is not given. */
  readonly requestSettingsToken: () => Promise<string | undefined>;
}

/** The HUD, or over it the first-run guide, the settings or past calls, or what to do when the session is over. */
export function HudRoot(props: HudRootProps) {
  const isExpired = useSessionState((state) => state.connection === 'expired');
  const isFirstRun = useSessionState((state) => isGuideDue(state.settings));
  const section = useView((view) => view.settingsSection);
  const isHistoryOpen = useView((view) => view.panel === 'history');
  if (isExpired) return <NeedsLink />;
  if (section === undefined && !isFirstRun && !isHistoryOpen) return <HudView />;
  return <Suspense fallback={null}>{overlay()}</Suspense>;

  function overlay() {
    if (section !== undefined) return <SettingsPanel {...props} section={section} />;
    return isFirstRun ? <GuideRoot {...props} /> : <HistoryPanel />;
  }
}
