import { beforeEach, expect, test } from 'vitest';
import {
  canAskForExclusion,
  canLeaveOutOfCapture,
  excludeFromCapture,
} from '../../../electron/windows/capture-exclusion.ts';
import { FakeWindow, recorded, resetElectron } from '../../fakes/electron.ts';

beforeEach(resetElectron);

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

test('any window is asked for as it is made, and all that are there once the wish has changed', () => {
  let isWanted = true;
  const excludeAgain = excludeFromCapture(() => isWanted);
  const open = (): FakeWindow => new FakeWindow({});
  const first = open();
  open().destroy();
  isWanted = false;
  excludeAgain();
  open();
  expect(recorded.windows.map(({ calls }) => calls)).toEqual([
    ['content-protection true', 'content-protection false'],
    ['content-protection true', 'destroy'],
    ['content-protection false'],
  ]);
  expect(first.isDestroyed()).toBe(false);
});
