import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { messagesIn } from '../../electron/messages.ts';
import { canUpdate, offerUpdate, type Updater } from '../../electron/updates.ts';
import { app, dialog, recorded, resetElectron } from '../fakes/electron.ts';

let steps: string[];
let newest: string | undefined;
beforeEach(() => {
  resetElectron();
  steps = [];
  newest = '9.9.9';
});
afterEach(() => {
  vi.restoreAllMocks();
});

const updater: Updater = {
  autoDownload: true,
  autoInstallOnAppQuit: true,
  checkForUpdates: () => {
    steps.push(`check, by itself: ${updater.autoDownload || updater.autoInstallOnAppQuit}`);
    return Promise.resolve({
      isUpdateAvailable: newest !== undefined,
      updateInfo: { version: newest ?? '' },
    });
  },
  downloadUpdate: () => Promise.resolve(steps.push('download')),
  quitAndInstall: () => void steps.push('restart'),
};
const load = (): Promise<Updater> => {
  steps.push('load');
  return Promise.resolve(updater);
};
/** The user presses the second button this often, and then the first. */
const agree = (times: number): void => {
  let left = times;
  vi.spyOn(dialog, 'showMessageBox').mockImplementation((options) => {
    recorded.messageBoxes.push(options);
    left -= 1;
    return Promise.resolve({ response: left >= 0 ? 1 : 0, checkboxChecked: false });
  });
};

test.each([
  [0, []],
  [1, ['load', 'check, by itself: false']],
  [2, ['load', 'check, by itself: false', 'download']],
  [3, ['load', 'check, by itself: false', 'download', 'restart']],
])('after %i agreements so much of an update is done, and no more', async (times, expected) => {
  agree(times);
  await offerUpdate(messagesIn('en'), load);
  expect(steps).toEqual(expected);
  expect(recorded.messageBoxes.map(({ buttons }) => buttons?.[0])).toEqual(
    Array.from({ length: Math.min(times + 1, 3) }, () => 'Cancel'),
  );
});

test('the newest version says that it is', async () => {
  newest = undefined;
  agree(1);
  await offerUpdate(messagesIn('en'), load);
  expect(recorded.messageBoxes.at(-1)?.message).toBe('Sotto 0.0.0-test is the newest version.');
});

test('what goes wrong is reported in one line with a way out', async () => {
  agree(1);
  await offerUpdate(messagesIn('en'), () =>
    Promise.reject(new Error('net::ERR_INTERNET_DISCONNECTED\n    at x')),
  );
  expect(recorded.errorBoxes).toEqual([
    ['The update did not work. Download the new version yourself instead.', 'net::ERR_INTERNET_DISCONNECTED'],
  ]);
});

test('only a packaged app that knows its place of release can update itself', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sotto-update-'));
  Object.assign(process, { resourcesPath: folder });
  try {
    app.isPackaged = true;
    expect(canUpdate()).toBe(false);
    writeFileSync(path.join(folder, 'app-update.yml'), 'provider: github');
    expect(canUpdate()).toBe(true);
    app.isPackaged = false;
    expect(canUpdate()).toBe(false);
  } finally {
    Reflect.deleteProperty(process, 'resourcesPath');
    rmSync(folder, { recursive: true });
  }
});
