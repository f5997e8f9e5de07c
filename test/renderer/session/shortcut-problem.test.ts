import { expect, test } from 'vitest';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { shortcutProblem } from '../../../renderer/session/shortcut-problem.ts';

test.each([
  'CommandOrControl+C',
  'Ctrl+W',
  'CmdOrCtrl+Q',
  'F5',
  'CommandOrControl+F5',
  'Control+Alt+Delete',
  'Alt+CommandOrControl+Delete',
  'Alt+F4',
  'Super+L',
  'CommandOrControl+Shift+Escape',
  'commandorcontrol + shift + t',
  'Ctrl+M',
  'CommandOrControl+Shift+4',
  'Ctrl+Shift+N',
  'Ctrl+PageDown',
  'Ctrl+Left',
  'Super+3',
  'PrintScreen',
])('%s belongs to the system or to every program', (shortcut) => {
  expect(shortcutProblem(shortcut, [], false)).toBe('reserved');
});

test('what Sotto uses for something else is taken, however it is written', () => {
  expect(shortcutProblem('Shift+Ctrl+Space', ['CommandOrControl+Shift+Space'], false)).toBe('taken');
});

test.each([true, false])(
  'every shortcut that Sotto comes with can be used beside the others (Mac: %s)',
  (isMac) => {
    const shortcuts = Object.values(defaultSettings.keys).filter((value) => typeof value === 'string');
    const problems = shortcuts.map((shortcut, index) =>
      shortcutProblem(shortcut, shortcuts.toSpliced(index, 1), isMac),
    );
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  },
);

test('a shortcut that is switched off is no problem', () => {
  expect(shortcutProblem('', ['', 'F9'], false)).toBeUndefined();
});

test('on a Mac Control and Command are two keys', () => {
  expect(shortcutProblem('Command+C', [], true)).toBe('reserved');
  expect(shortcutProblem('Control+C', [], true)).toBeUndefined();
  expect(shortcutProblem('Control+Shift+Space', ['CommandOrControl+Shift+Space'], true)).toBeUndefined();
});
