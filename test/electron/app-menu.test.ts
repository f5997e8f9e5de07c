import { beforeEach, expect, test } from 'vitest';
import { setAppMenu } from '../../electron/app-menu.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

beforeEach(resetElectron);

test('on Windows and Linux there is no menu: no developer tools, no reloading, no links of Electron', () => {
  for (const platform of ['win32', 'linux'] as const) {
    setAppMenu(platform);
    expect(recorded.applicationMenu).toBeNull();
  }
});

test('macOS has the keys for copy and paste, and nothing of the page', () => {
  setAppMenu('darwin');
  expect(recorded.applicationMenu).toEqual([
    { role: 'appMenu' },
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ]);
});
