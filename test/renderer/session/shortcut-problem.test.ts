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
])('%s belongs to the system or to every program', (shortcut) => {
  expect(shortcutProblem(shortcut, [])).toBe('reserved');
});

test('what Sotto uses for something else is taken, however it is written', () => {
  expect(shortcutProblem('Shift+Ctrl+Space', ['CommandOrControl+Shift+Space'])).toBe('taken');
});

test('every shortcut that Sotto comes with can be used, beside all the others', () => {
  const shortcuts = Object.values(defaultSettings.keys).filter((value) => typeof value === 'string');
  const problems = shortcuts.map((shortcut, index) =>
    shortcutProblem(shortcut, shortcuts.toSpliced(index, 1)),
  );
  expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
});

test('a shortcut that is switched off is no problem', () => {
  expect(shortcutProblem('', ['', 'F9'])).toBeUndefined();
});
