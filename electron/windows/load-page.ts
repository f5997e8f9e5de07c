import type { BrowserWindow } from 'electron';
import { noteLine } from '../../engine/base/terminal.ts';

/** Electron's name for a load that a newer one of the same window replaced, or that its end broke off. */
const REPLACED = 'ERR_ABORTED';

/** Loads a page. One that does not load is noted; the next engine has its address loaded again. */
export function loadPage(window: BrowserWindow, url: string): void {
  window.loadURL(url).catch((error: unknown) => {
    const isReplaced = error instanceof Error && 'code' in error && error.code === REPLACED;
    if (!isReplaced) noteLine(`A page of Sotto could not be loaded: ${String(error)}`);
  });
}
