import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findAbilities } from '../../electron/abilities.ts';
import { app, resetElectron } from '../fakes/electron.ts';

const NONE = {
  hidesFromCapture: false,
  startsAtLogin: false,
  setsOpacity: false,
  letsClicksThrough: false,
  noticesLock: false,
};

beforeEach(() => {
  resetElectron();
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('XDG_SESSION_TYPE', '');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('no page offers what this system or this start cannot do', () => {
  const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  expect(findAbilities()).toEqual({ ...NONE, letsClicksThrough: true });
  vi.stubEnv('WAYLAND_DISPLAY', 'wayland-0');
  expect(findAbilities()).toEqual(NONE);
  platform.mockReturnValue('win32');
  app.isPackaged = true;
  expect(Object.values(findAbilities())).toEqual([true, true, true, true, true]);
});
