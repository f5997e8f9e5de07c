import { app, BrowserWindow } from 'electron';

/** Whether there is a way to ask the system, whatever it makes of that. */
export function canAskForExclusion(platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' || platform === 'darwin';
}

/**
 * Whether the system is known to leave a window out of screen sharing when it is asked to. Linux has no way to ask,
 * and the capture of macOS 15 and later does not heed it.
 * @param systemVersion as `process.getSystemVersion()` gives it.
 */
export function canLeaveOutOfCapture(
  platform: NodeJS.Platform = process.platform,
  systemVersion = process.getSystemVersion?.() ?? '',
): boolean {
  if (platform === 'win32') return true;
  return platform === 'darwin' && Number.parseInt(systemVersion, 10) < 15;
}

/**
 * Asks the system to leave every window out of screen sharing, or no longer: each from when it is made, before
 * anything of it can be painted.
 * @returns asks again for all that are there, once the wish has changed.
 */
export function excludeFromCapture(isWanted: () => boolean): () => void {
  const ask = (window: BrowserWindow): void => window.setContentProtection(isWanted());
  app.on('browser-window-created', (_event, window) => ask(window));
  return () => BrowserWindow.getAllWindows().forEach(ask);
}
