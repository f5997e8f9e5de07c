import { describe, expect, test } from 'vitest';
import type { ShellAbilities } from '../../engine/protocol/session.ts';
import { hasChromium } from './browser.ts';
import { usePages } from './use-pages.ts';

const ALL: ShellAbilities = {
  hidesFromCapture: true,
  startsAtLogin: true,
  setsOpacity: true,
  letsClicksThrough: true,
  noticesLock: true,
};

describe.skipIf(!hasChromium)('the settings in a window of the desktop app', () => {
  const used = usePages({ width: 900, height: 800 });
  /** Opens the page as the preload would have prepared it. */
  const openWith = async (abilities: ShellAbilities, fragment = ''): Promise<void> => {
    const token = used.engine.server.mintToken('settings');
    await used.page.addInitScript(
      ([settings, can]) => {
        const bridge = {
          session: () => Promise.resolve({ tokens: { settings } }),
          abilities: () => Promise.resolve(can),
        };
        Object.assign(window, { sotto: bridge });
      },
      [token, abilities] as const,
    );
    await used.page.goto(`${used.engine.server.origin}/settings.html${fragment}`);
    await used.page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
  };
  const open = (name: string): Promise<void> =>
    used.page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
  const areShown = async (labels: readonly string[]): Promise<readonly boolean[]> =>
    await Promise.all(labels.map((label) => used.page.getByText(label, { exact: true }).isVisible()));

  test('name their window, in the language that is set', async () => {
    await openWith(ALL);
    expect(await used.page.title()).toBe('Sotto: Settings');
    const { settings } = used.engine;
    const appearance = { ...settings.appearance, language: 'de' as const };
    used.engine.publish({ type: 'settings.changed', settings: { ...settings, appearance } });
    await expect.poll(() => used.page.title()).toBe('Sotto: Einstellungen');
  });

  test('name the window of diagnostics, too', async () => {
    await openWith(ALL, '#diagnostics');
    expect(await used.page.title()).toBe('Sotto: Diagnostics');
  });

  test('offer every key and switch where the system can do it all', async () => {
    await openWith(ALL);
    await open('Keys');
    await used.page.getByText('Compact window', { exact: true }).waitFor();
    expect(await areShown(['Click through the window'])).toEqual([true]);
  });

  test('offer no key for what this system never does', async () => {
    await openWith({ ...ALL, letsClicksThrough: false });
    await open('Keys');
    await used.page.getByText('Compact window', { exact: true }).waitFor();
    expect(await areShown(['Click through the window'])).toEqual([false]);
  });
});
