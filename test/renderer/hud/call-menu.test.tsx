import { afterEach, expect, test, vi } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { CallMenu } from '../../../renderer/hud/call-menu.tsx';
import { answeredTurn } from '../../e2e/hud-scenes.ts';
import { capturing } from '../moments.ts';
import { after, show } from '../render.tsx';

afterEach(() => vi.unstubAllGlobals());

const buttonsIn = (page: object, ...events: readonly UnstampedEvent[]): readonly string[] => {
  vi.stubGlobal('window', page);
  return show(<CallMenu />, after(events)).buttons;
};

test('only the desktop app can be quit in the menu, where a desktop may show no tray', () => {
  const inBrowser = buttonsIn({});
  expect(inBrowser).not.toContain('Quit Sotto');
  expect(buttonsIn({ sotto: {} })).toEqual([...inBrowser, 'Quit Sotto']);
});

test('the demo can be started at any time, but not in the middle of what is heard', () => {
  expect(buttonsIn({}, ...answeredTurn)).toContain('Try the demo call');
  expect(buttonsIn({}, capturing())).not.toContain('Try the demo call');
  expect(buttonsIn({}, capturing({ isDemo: true }))).not.toContain('Try the demo call');
});
