import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { setAppMenu } from '../../electron/app-menu.ts';
import { de } from '../../renderer/messages/de.ts';
import { createMessages } from '../../renderer/messages/messages.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

const GERMAN = createMessages('de', de);

beforeEach(resetElectron);

test('on Windows and Linux there is no menu: no developer tools, no reloading, no links of Electron', () => {
  for (const platform of ['win32', 'linux'] as const) {
    setAppMenu(GERMAN, () => undefined, platform);
    expect(recorded.applicationMenu).toBeNull();
  }
});

test('macOS has the keys for copy and paste, and nothing of the page', () => {
  setAppMenu(GERMAN, () => undefined, 'darwin');
  expect(recorded.applicationMenu).toMatchObject([
    { label: 'Sotto' },
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ]);
});

test('⌘Q is the user’s own request to quit, not that of a system which asks the app', () => {
  const quit = vi.fn();
  setAppMenu(GERMAN, quit, 'darwin');
  const entries = recorded.applicationMenu?.[0]?.submenu as MenuItemConstructorOptions[];
  const entry = entries.find(({ accelerator }) => accelerator === 'Command+Q');
  expect([entry?.label, entries.some(({ role }) => role === 'quit')]).toEqual(['Sotto beenden', false]);
  (entry?.click as (() => void) | undefined)?.();
  expect(quit).toHaveBeenCalledOnce();
});
