import { expect, test } from 'vitest';
import { normalizeAccelerator, parseAccelerator } from '../../../engine/protocol/accelerator.ts';

test('accelerators are read as Electron writes them', () => {
  expect(parseAccelerator('CommandOrControl+Shift+Space', false)).toEqual({
    modifiers: ['ctrl', 'shift'],
    key: 'Space',
  });
  expect(parseAccelerator('CommandOrControl+Shift+Space', true)).toEqual({
    modifiers: ['meta', 'shift'],
    key: 'Space',
  });
  expect(parseAccelerator('Alt+Super+a', false)).toEqual({ modifiers: ['alt', 'meta'], key: 'A' });
  expect(parseAccelerator('F13', false)).toEqual({ modifiers: [], key: 'F13' });
  expect(parseAccelerator('Ctrl+Up', false)).toEqual({ modifiers: ['ctrl'], key: 'ArrowUp' });
  expect(parseAccelerator('Ctrl+1', false)).toEqual({ modifiers: ['ctrl'], key: '1' });
  for (const wrong of ['', 'Ctrl', 'Ctrl+Shift', 'A+B', '+'])
    expect(parseAccelerator(wrong, false)).toBeUndefined();
});

test('AltGr is Alt', () => {
  expect(parseAccelerator('AltGr+K', false)).toEqual({ modifiers: ['alt'], key: 'K' });
  expect(parseAccelerator('Alt+AltGr+K', false)).toEqual({ modifiers: ['alt'], key: 'K' });
});

test('one combination has one normal form, however it is written', () => {
  const wordings = ['CommandOrControl+Shift+Space', 'shift + ctrl + SPACE', 'CmdOrCtrl+Shift+Space'];
  expect(new Set(wordings.map((wording) => normalizeAccelerator(wording, false)))).toEqual(
    new Set(['ctrl+shift+space']),
  );
  expect(normalizeAccelerator('Ctrl+Esc', false)).toBe(normalizeAccelerator('Control+Escape', false));
  expect(normalizeAccelerator('Ctrl+Return', false)).toBe(normalizeAccelerator('Control+Enter', false));
  expect(normalizeAccelerator('', false)).toBeUndefined();
});

test('a name that every object knows is an ordinary unknown key', () => {
  expect(normalizeAccelerator('Ctrl+constructor', false)).toBe('ctrl+constructor');
  expect(normalizeAccelerator('__proto__', false)).toBe('__proto__');
});
