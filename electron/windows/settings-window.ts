import { BrowserWindow } from 'electron';
import { SETTINGS_PAGE } from '../../engine/protocol/session.ts';
import { hardenedWebPreferences, type WindowPage } from './web-preferences.ts';

const WIDTH_PX = 720;
const HEIGHT_PX = 760;
const MIN_WIDTH_PX = 420;
const MIN_HEIGHT_PX = 420;

/** The settings panel: an ordinary window. */
export function openSettingsWindow(page: WindowPage, hideFromCapture: boolean): BrowserWindow {
  const window = new BrowserWindow({
    name: 'settings',
    windowStatePersistence: true,
    title: 'Sotto settings',
    width: WIDTH_PX,
    height: HEIGHT_PX,
    minWidth: MIN_WIDTH_PX,
    minHeight: MIN_HEIGHT_PX,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#12151a',
    webPreferences: hardenedWebPreferences(page.preload),
  });
  // Before anything is painted.
  window.setContentProtection(hideFromCapture);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${page.origin}${SETTINGS_PAGE}`);
  return window;
}
