import { BrowserWindow } from 'electron';
import { CAPTURE_PAGE } from '../../engine/protocol/session.ts';
import { loadPage } from './load-page.ts';
import { hardenedWebPreferences, type WindowPage } from './web-preferences.ts';

/**
 * The hidden page that captures sound: it hears on while the HUD is hidden, loads again or crashes, and it alone
 * may use the microphone and the sound of the system.
 */
export interface CaptureWindow {
  /** Opens the page of an engine, replacing that of another. */
  open(page: WindowPage): void;
  has(contentsId: number): boolean;
  /** Counts as a click of the user, which browsers want before they share the sound of the system. */
  allowSound(): Promise<void>;
  destroy(): void;
}

/** @param onCrashed called when the page's process is gone. */
export function createCaptureWindow(onCrashed: (window: BrowserWindow) => void): CaptureWindow {
  let window: BrowserWindow | undefined;
  const make = (preload: string): BrowserWindow => {
    const made = new BrowserWindow({
      title: 'Sotto',
      show: false,
      skipTaskbar: true,
      focusable: false,
      webPreferences: {
        ...hardenedWebPreferences(preload),
        // Nobody can click in it.
        autoplayPolicy: 'no-user-gesture-required',
      },
    });
    made.webContents.on('render-process-gone', () => onCrashed(made));
    made.on('closed', () => (window = undefined));
    return made;
  };
  return {
    open({ origin, preload }) {
      window ??= make(preload);
      loadPage(window, `${origin}${CAPTURE_PAGE}`);
    },
    has: (contentsId) => window?.webContents.id === contentsId,
    allowSound: async () => {
      await window?.webContents.executeJavaScript('undefined', true);
    },
    destroy: () => window?.destroy(),
  };
}
