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
