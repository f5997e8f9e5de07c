import { expect, test } from 'vitest';
import { DesktopSettings } from '../../../renderer/settings/desktop-section.tsx';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

const NOTHING = {
  hidesFromCapture: false,
  startsAtLogin: false,
  setsOpacity: false,
  letsClicksThrough: false,
  noticesLock: false,
};
const shown = (abilities: Partial<typeof NOTHING> = {}) =>
  show(<DesktopSettings abilities={{ ...NOTHING, ...abilities }} />, withSettings()).text;

test.each([
  ['hidesFromCapture', 'settings.desktop.hide'],
  ['startsAtLogin', 'settings.desktop.start-at-login'],
  ['setsOpacity', 'settings.desktop.opacity'],
] as const)('only where the system %s it is offered', (ability, label) => {
  expect(shown()).not.toContain(label);
  expect(shown({ [ability]: true })).toContain(label);
});

test('the pause is always offered, by what the system notices', () => {
  expect(shown()).toContain('settings.desktop.pause-when-asleep');
  expect(shown({ noticesLock: true })).toContain('settings.desktop.pause-when-locked');
});
