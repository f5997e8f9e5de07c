import { expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { contradictionIn } from '../../../engine/settings/contradictions.ts';

const withKeys = (keys: Partial<Settings['keys']>): Settings => ({
  ...defaultSettings,
  keys: { ...defaultSettings.keys, ...keys },
});

test('the defaults do not contradict each other, and pauses of one length are none either', () => {
  expect(contradictionIn(defaultSettings)).toBeUndefined();
  const turn = { minHangoverMs: 1_200, maxHangoverMs: 1_200 };
  expect(contradictionIn({ ...defaultSettings, turn })).toBeUndefined();
});

test('a shortest pause that is longer than the longest gives way to both defaults', () => {
  const turn = { minHangoverMs: 1_500, maxHangoverMs: 1_400 };
  expect(contradictionIn({ ...defaultSettings, turn })).toEqual({
    field: 'turn.minHangoverMs',
    reason: 'The shortest pause cannot be longer than the longest one.',
    resolved: defaultSettings,
  });
});

test('a key that two actions share stays with the first, however it is written', () => {
  const settings = withKeys({ pause: 'Shift+Control+F9', wipe: 'CommandOrControl+Shift+F9' });
  expect(contradictionIn(settings)).toEqual({
    field: 'keys.wipe',
    reason: '"keys.pause" has the same key.',
    resolved: withKeys({ pause: 'Shift+Control+F9', wipe: '' }),
  });
});

test('any number of keys may be switched off', () => {
  expect(contradictionIn(withKeys({ askLast: '', showHide: '', compact: '' }))).toBeUndefined();
});

test('a key of the system gives way: push-to-talk to its default, another to none', () => {
  const reason = expect.stringContaining('belongs to the system') as string;
  expect(contradictionIn(withKeys({ pushToTalk: 'Ctrl+C' }))).toEqual({
    field: 'keys.pushToTalk',
    reason,
    resolved: defaultSettings,
  });
  expect(contradictionIn(withKeys({ wipe: 'Control+Alt+Delete' }))).toEqual({
    field: 'keys.wipe',
    reason,
    resolved: withKeys({ wipe: '' }),
  });
});
