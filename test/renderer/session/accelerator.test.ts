import type { Language } from '../../../engine/protocol/settings.ts';
import { loadMessages } from '../../../renderer/messages/languages.ts';
import { expect, test } from 'vitest';
import {
  acceleratorLabel,
  acceleratorOf,
  matchesAccelerator,
  type KeyPress,
} from '../../../renderer/session/accelerator.ts';

const press = (change: Partial<KeyPress>): KeyPress => ({
  code: '',
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
});
const controlShiftSpace = press({ code: 'Space', key: ' ', ctrlKey: true, shiftKey: true });

test('the common modifier is Control, and Command on a Mac', () => {
  const wanted = 'CommandOrControl+Shift+Space';
  expect(matchesAccelerator(controlShiftSpace, wanted, false)).toBe(true);
  expect(matchesAccelerator(controlShiftSpace, wanted, true)).toBe(false);
  expect(matchesAccelerator({ ...controlShiftSpace, ctrlKey: false, metaKey: true }, wanted, true)).toBe(
    true,
  );
});

test('one modifier more or less is another key', () => {
  expect(
    matchesAccelerator({ ...controlShiftSpace, altKey: true }, 'CommandOrControl+Shift+Space', false),
  ).toBe(false);
  expect(
    matchesAccelerator({ ...controlShiftSpace, shiftKey: false }, 'CommandOrControl+Shift+Space', false),
  ).toBe(false);
});

test('the page reads a shortcut as the shell does', () => {
  const k = press({ code: 'KeyK', key: 'k', altKey: true });
  for (const same of ['Alt+K', 'AltGr+K', 'alt + k', 'Option+k'])
    expect(matchesAccelerator(k, same, false)).toBe(true);
  expect(matchesAccelerator(press({ code: 'Escape', key: 'Escape', ctrlKey: true }), 'Ctrl+Esc', false)).toBe(
    true,
  );
  for (const none of ['', 'Alt', 'Alt+J+K']) expect(matchesAccelerator(k, none, false)).toBe(false);
});

test('a pressed shortcut is written as an accelerator that matches it again', () => {
  const presses: [KeyPress, string][] = [
    [controlShiftSpace, 'CommandOrControl+Shift+Space'],
    [press({ code: 'KeyK', key: 'k', altKey: true }), 'Alt+K'],
    [press({ code: 'Digit1', key: '!', ctrlKey: true, shiftKey: true }), 'CommandOrControl+Shift+1'],
    [press({ code: 'F9', key: 'F9' }), 'F9'],
    [press({ code: 'ArrowUp', key: 'ArrowUp', ctrlKey: true }), 'CommandOrControl+Up'],
    [press({ code: 'Comma', key: ',', ctrlKey: true }), 'CommandOrControl+,'],
    [press({ code: 'NumpadAdd', key: '+', ctrlKey: true }), 'CommandOrControl+Plus'],
    [press({ code: 'Enter', key: 'Enter', altKey: true }), 'Alt+Return'],
  ];
  for (const [pressed, accelerator] of presses) {
    expect(acceleratorOf(pressed, false)).toBe(accelerator);
    expect(matchesAccelerator(pressed, accelerator, false)).toBe(true);
  }
});

test('modifiers alone and plain letters make no shortcut', () => {
  expect(acceleratorOf(press({ code: 'ControlLeft', key: 'Control', ctrlKey: true }), false)).toBeUndefined();
  expect(acceleratorOf(press({ code: 'KeyA', key: 'a' }), false)).toBeUndefined();
});

test('a shortcut is shown as the system’s users read it', async () => {
  const label = async (isMac: boolean, language: Language): Promise<string> =>
    acceleratorLabel('CommandOrControl+Shift+Space', isMac, await loadMessages(language));
  expect(await label(false, 'en')).toBe('Ctrl + Shift + Space');
  expect(await label(true, 'en')).toBe('⌘ + ⇧ + Space');
  expect(await label(false, 'de')).toBe('Strg + Umschalt + Leertaste');
  expect(await label(false, 'fr')).toBe('Ctrl + Maj + Espace');
  expect(acceleratorLabel('Control+Up', true, await loadMessages('en'))).toBe('Ctrl + ↑');
});
