import { afterEach, expect, test, vi } from 'vitest';
import { CallMenu } from '../../../renderer/hud/call-menu.tsx';
import { after, show } from '../render.tsx';

afterEach(() => vi.unstubAllGlobals());

const buttonsIn = (page: object): readonly string[] => {
  vi.stubGlobal('window', page);
  return show(<CallMenu />, after([])).buttons;
};

test('only the desktop app can be quit in the menu, where a desktop may show no tray', () => {
  const inBrowser = buttonsIn({});
  expect(inBrowser).not.toContain('Quit Sotto');
  expect(buttonsIn({ sotto: {} })).toEqual([...inBrowser, 'Quit Sotto']);
});
