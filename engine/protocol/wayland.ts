/** Under Wayland global keys come from the desktop's portal, which not every desktop has, and windows stay where it puts them. */
export function isWayland(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform === 'linux' && Boolean(env['WAYLAND_DISPLAY'] || env['XDG_SESSION_TYPE'] === 'wayland');
}
