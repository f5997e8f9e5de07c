import { showPanel } from '../parts/view-state.ts';
import type { Session } from '../session/session.ts';
import { handOver } from './hand-over.ts';

/** A recording that is dropped anywhere on the page is transcribed. */
export function acceptDrops(session: Session, page: Window): void {
  page.addEventListener('dragover', (event) => {
    // Without this the browser would open the file in place of the page.
    if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
  });
  page.addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    showPanel('file');
    void handOver(session, files);
  });
}
