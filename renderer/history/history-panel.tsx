import { showPanel } from '../parts/view-state.ts';
import { HistoryView } from './history-view.tsx';

/** Past calls over the HUD, where the app has no window for them. */
export function HistoryPanel() {
  return <HistoryView onClose={close} />;
}

function close(): void {
  showPanel(undefined);
}
