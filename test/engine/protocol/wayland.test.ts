import { expect, test } from 'vitest';
import { isWayland } from '../../../engine/protocol/wayland.ts';

test('what Linux calls Wayland means nothing elsewhere', () => {
  const env = { WAYLAND_DISPLAY: 'wayland-0' };
  expect([isWayland(env, 'linux'), isWayland(env, 'darwin'), isWayland({}, 'linux')]).toEqual([
    true,
    false,
    false,
  ]);
});
