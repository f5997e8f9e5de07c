import { showPanel } from '../parts/view-state.ts';
import type { Session } from '../session/session.ts';

/** A recording that is dropped anywhere on the page is transcribed, once there is a session. */
export function acceptDrops(session: Promise<Session>, page: Pick<Window, 'addEventListener'>): void {
  page.addEventListener('dragover', (event) => {
    // Without this the browser would open the file in place of the page.
    if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
  });
  page.addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void take(session, files);
  });
}

async function take(session: Promise<Session>, files: readonly File[]): Promise<void> {
  const [opened, { handOver }] = await Promise.all([session, import('./hand-over.ts')]);
  showPanel('file');
  await handOver(opened, files);
}
