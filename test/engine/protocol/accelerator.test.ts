import { expect, test } from 'vitest';
import { parseAccelerator } from '../../../engine/protocol/accelerator.ts';

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
