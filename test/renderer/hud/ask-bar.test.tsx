import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { AskBar } from '../../../renderer/hud/ask-bar.tsx';
import { after, show } from '../render.tsx';

beforeEach(() => vi.stubGlobal('window', {}));
afterEach(() => vi.unstubAllGlobals());

test('nothing can be sent before something is typed', () => {
  const { buttons } = show(<AskBar />);
  expect(buttons).toContain('[Ask this question]');
});

test('the key is named that is held to ask, where one is set', () => {
  const settings = {
    ...defaultSettings,
    keys: { ...defaultSettings.keys, pushToTalk: 'Control+Shift+Space' },
  };
  const withKey = show(<AskBar />, after([{ type: 'settings.changed', settings }]));
  expect(withKey.names.some((name) => name.includes('Space'))).toBe(true);
  expect(show(<AskBar />).names.some((name) => name.includes('Space'))).toBe(false);
});

test('while the key is held its button says so, until it is let go', () => {
  const held = (heldAsk: { turnIds: string[]; releasedAtMs?: number }) =>
    show(<AskBar />, after([], { heldAsk })).html.includes('class="talk" aria-pressed="true"');
  expect([held({ turnIds: [] }), held({ turnIds: [], releasedAtMs: 5 })]).toEqual([true, false]);
});
