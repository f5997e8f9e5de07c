import { expect, test } from 'vitest';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { shortcutProblem } from '../../../engine/protocol/shortcut-problem.ts';

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
  'Ctrl+Plus',
  'Ctrl+Alt+F2',
  'Ctrl+Alt+Left',
  'Alt+D',
  'Alt+F8',
  'Super+Shift+Left',
  'Super+Y',
  'Shift+Insert',
  'A',
  'Shift+A',
  'Space',
  'Shift+Home',
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

test.each(['F9', 'Shift+F9', 'Pause', 'ScrollLock', 'Ctrl+Shift+Y', 'Ctrl+Alt+Y', 'Alt+Shift+Y'])(
  '%s is free',
  (shortcut) => {
    expect(shortcutProblem(shortcut, [], false)).toBeUndefined();
  },
);

test('a shortcut that is switched off is no problem', () => {
  expect(shortcutProblem('', ['', 'F9'], false)).toBeUndefined();
});

test('on a Mac Control and Command are two keys', () => {
  expect(shortcutProblem('Command+C', [], true)).toBe('reserved');
  expect(shortcutProblem('Control+C', [], true)).toBeUndefined();
  expect(shortcutProblem('Control+Left', [], true)).toBe('reserved');
  expect(shortcutProblem('Command+Alt+Y', [], true)).toBeUndefined();
  expect(shortcutProblem('Control+Shift+Space', ['CommandOrControl+Shift+Space'], true)).toBeUndefined();
});
