import { beforeEach, expect, test } from 'vitest';
import { findHoldObstacle } from '../../electron/hold-obstacle.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

beforeEach(resetElectron);

test.each([
  [{ DISPLAY: ':0' }, undefined],
  [{}, 'desktop.hold-no-display'],
  [{ DISPLAY: '' }, 'desktop.hold-no-display'],
  // Under Wayland there is mostly a display of X11 as well, which sees no keys of other windows.
  [{ DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' }, 'desktop.hold-wayland'],
  [{ DISPLAY: ':0', XDG_SESSION_TYPE: 'wayland' }, 'desktop.hold-wayland'],
  [{ DISPLAY: ':0', XDG_SESSION_TYPE: 'x11' }, undefined],
])('on Linux with %j the obstacle is %s', (env, obstacle) => {
  expect(findHoldObstacle(env, 'linux')).toBe(obstacle);
});

test('macOS asks for a grant, Windows for nothing', () => {
  expect(findHoldObstacle({}, 'darwin')).toBeUndefined();
  recorded.isTrustedForAccessibility = false;
  expect(findHoldObstacle({}, 'darwin')).toBe('desktop.hold-macos');
  expect(findHoldObstacle({}, 'win32')).toBeUndefined();
});
