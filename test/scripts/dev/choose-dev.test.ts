import { expect, test } from 'vitest';
import { chooseDev } from '../../../scripts/dev/choose-dev.ts';

const system = (obstacle: string | undefined, electron: string | undefined) => ({
  findDisplayObstacle: () => obstacle,
  findElectron: () => electron,
});

test('the desktop app is run where it can be', () => {
  expect(chooseDev(['--port', '0'], system(undefined, '/electron'))).toEqual({
    electron: '/electron',
    others: ['--port', '0'],
  });
});

test('the pages are served where they are asked for, without a display and without Electron', () => {
  expect(chooseDev(['--browser', '--port', '0'], system(undefined, '/electron'))).toEqual({
    electron: undefined,
    others: ['--port', '0'],
  });
  expect(chooseDev([], system('there is no display', '/electron')).electron).toBeUndefined();
  expect(chooseDev([], system(undefined, undefined)).electron).toBeUndefined();
});
