import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openOnceNotices } from '../../../electron/state/once-notices.ts';
import { Notification, recorded, resetElectron } from '../../fakes/electron.ts';

const TEXT = { title: 'Sotto', body: 'It still runs.' };

let folder: string;
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-notices-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('each notice is shown once, silently, also over restarts', () => {
  const notices = openOnceNotices(folder);
  notices.show('still-running', TEXT);
  notices.show('still-running', TEXT);
  openOnceNotices(folder).show('still-running', TEXT);
  notices.show('not-hidden', TEXT);
  expect(recorded.notifications).toEqual([
    { ...TEXT, silent: true },
    { ...TEXT, silent: true },
  ]);
});

test.each([
  ['refuses', () => (recorded.showsNotifications = false)],
  ['has no', () => vi.spyOn(Notification, 'isSupported').mockReturnValue(false)],
])('where the system %s notifications a box says it, once', (_, prepare) => {
  prepare();
  const notices = openOnceNotices(folder);
  notices.show('not-hidden', TEXT);
  notices.show('not-hidden', TEXT);
  openOnceNotices(folder).show('not-hidden', TEXT);
  expect(recorded.messageBoxes).toEqual([{ type: 'info', message: TEXT.title, detail: TEXT.body }]);
});

test('one that was neither shown nor refused is tried again at the next start', () => {
  vi.spyOn(Notification.prototype, 'emit').mockReturnValue(true);
  openOnceNotices(folder).show('still-running', TEXT);
  openOnceNotices(folder).show('still-running', TEXT);
  expect([recorded.notifications.length, recorded.messageBoxes]).toEqual([2, []]);
});
