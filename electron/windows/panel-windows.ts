import { BrowserWindow } from 'electron';
import { HISTORY_PAGE, SETTINGS_PAGE } from '../../engine/protocol/session.ts';
import type { PageWindow } from './page-windows.ts';
import { loadPage } from './load-page.ts';
import { hardenedWebPreferences, type WindowPage } from './web-preferences.ts';

const WIDTH_PX = 720;
const HEIGHT_PX = 760;
const MIN_WIDTH_PX = 420;
const MIN_HEIGHT_PX = 420;

/** Pages that have an ordinary window of their own. */
const PANELS = {
  settings: { path: SETTINGS_PAGE, page: 'settings' },
  history: { path: HISTORY_PAGE, page: 'history' },
  diagnostics: { path: `${SETTINGS_PAGE}#diagnostics`, page: 'settings' },
} as const satisfies Readonly<Record<string, { path: string; page: PageWindow }>>;
export type PanelName = keyof typeof PANELS;

/** The windows beside the HUD; each is there once at most. */
export interface PanelWindows {
  /** Opens the window, or shows the one that is there. */
  open(name: PanelName, page: WindowPage): void;
  /** Which page a web contents shows, if it is in one of these windows. */
  pageOf(contentsId: number): PageWindow | undefined;
  /** Loads the pages of a new engine, whose tokens are others, in the windows that are open. */
  renew(page: WindowPage): void;
  destroy(): void;
}

/** @param onCrashed called when the process of a window's page is gone. */
export function createPanelWindows(onCrashed: (window: BrowserWindow) => void): PanelWindows {
  const windows = new Map<PanelName, BrowserWindow>();
  let origin = '';
  return {
    open(name, page) {
      const shown = windows.get(name);
      if (shown) return shown.show();
      const window = new BrowserWindow(windowOptions(name, page.preload));
      windows.set(name, window);
      window.once('ready-to-show', () => window.show());
      window.on('closed', () => windows.delete(name));
      window.webContents.on('render-process-gone', () => onCrashed(window));
      ({ origin } = page);
      loadPage(window, `${origin}${PANELS[name].path}`);
    },
    pageOf(contentsId) {
      const found = [...windows].find(([, { webContents }]) => webContents.id === contentsId);
      return found && PANELS[found[0]].page;
    },
    renew(page) {
      const isMoved = page.origin !== origin;
      ({ origin } = page);
      for (const [name, window] of windows) {
        // The same address with a fragment would load nothing.
        if (isMoved) loadPage(window, `${origin}${PANELS[name].path}`);
        else window.reload();
      }
    },
    destroy: () => [...windows.values()].forEach((window) => window.destroy()),
  };
}

function windowOptions(name: PanelName, preload: string): Electron.BrowserWindowConstructorOptions {
  return {
    name,
    windowStatePersistence: true,
    // Until the page names itself, in the language of the settings.
    title: 'Sotto',
    width: WIDTH_PX,
    height: HEIGHT_PX,
    minWidth: MIN_WIDTH_PX,
    minHeight: MIN_HEIGHT_PX,
    show: false,
    backgroundColor: '#12151a',
    webPreferences: hardenedWebPreferences(preload),
  };
}
