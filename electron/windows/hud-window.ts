import { BrowserWindow } from 'electron';
import { HUD_PAGE } from '../../engine/protocol/session.ts';
import { hardenedWebPreferences, type WindowPage } from './web-preferences.ts';

const WIDTH_PX = 420;
const HEIGHT_PX = 560;
const MIN_WIDTH_PX = 320;
const MIN_HEIGHT_PX = 320;

/**
 * The HUD: a small frameless window above all others, also above full screens, that takes no focus when it
 * appears. Shown as soon as it has something to show.
 */
export function openHudWindow(page: WindowPage): BrowserWindow {
  const window = new BrowserWindow({
    name: 'hud',
    windowStatePersistence: true,
    title: 'Sotto',
    width: WIDTH_PX,
    height: HEIGHT_PX,
    minWidth: MIN_WIDTH_PX,
    minHeight: MIN_HEIGHT_PX,
    show: false,
    frame: false,
    alwaysOnTop: true,
    fullscreenable: false,
    maximizable: false,
    backgroundColor: '#12151a',
    ...(process.platform === 'darwin' && { type: 'panel' }),
    webPreferences: hardenedWebPreferences(page.preload),
  });
  window.setAlwaysOnTop(true, 'screen-saver');
  if (process.platform === 'darwin') {
    // Without skipTransformProcessType the dock icon flickers.
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
  }
  window.once('ready-to-show', () => window.showInactive());
  void window.loadURL(`${page.origin}${HUD_PAGE}`);
  return window;
}
