import { systemPreferences } from 'electron';

/**
 * Why a key cannot be watched for being held in this session; undefined when it can. Asked before the
 * watching process is started, since that would be aborted by the system in these cases.
 */
export function findHoldObstacle(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (platform === 'darwin') {
    return systemPreferences.isTrustedAccessibilityClient(false)
      ? undefined
      : 'macOS does not let Sotto see when a key is let go (allow Sotto under System Settings, Privacy & Security, Accessibility, and restart it)';
  }
  if (platform !== 'linux') return undefined;
  if (isWayland(env, platform)) return 'Wayland does not tell when a key is let go';
  return env['DISPLAY'] ? undefined : 'there is no display';
}

/** Under Wayland global keys come from the desktop's portal, which not every desktop has. */
export function isWayland(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform === 'linux' && Boolean(env['WAYLAND_DISPLAY'] || env['XDG_SESSION_TYPE'] === 'wayland');
}
