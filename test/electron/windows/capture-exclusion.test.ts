import { expect, test } from 'vitest';
import { canAskForExclusion, canLeaveOutOfCapture } from '../../../electron/windows/capture-exclusion.ts';

test('Windows and macOS can be asked, and only Linux cannot', () => {
  expect(['win32', 'darwin', 'linux'].map((name) => canAskForExclusion(name as NodeJS.Platform))).toEqual([
    true,
    true,
    false,
  ]);
});

test('the capture of macOS 15 and later does not heed it', () => {
  expect(
    ['13.6.1', '14.7', '15.0', '26.1', ''].map((version) => canLeaveOutOfCapture('darwin', version)),
  ).toEqual([true, true, false, false, false]);
  expect([canLeaveOutOfCapture('win32', '10.0.22631'), canLeaveOutOfCapture('linux', '6.1')]).toEqual([
    true,
    false,
  ]);
});
