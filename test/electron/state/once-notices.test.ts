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

test('one that was not shown does not count, and is tried again at the next start', () => {
  recorded.showsNotifications = false;
  const notices = openOnceNotices(folder);
  notices.show('still-running', TEXT);
  notices.show('still-running', TEXT);
  expect(recorded.notifications).toHaveLength(1);
  recorded.showsNotifications = true;
  openOnceNotices(folder).show('still-running', TEXT);
  openOnceNotices(folder).show('still-running', TEXT);
  expect(recorded.notifications).toHaveLength(2);
});

test('where the system shows none, it is shown another time', () => {
  vi.spyOn(Notification, 'isSupported').mockReturnValue(false);
  openOnceNotices(folder).show('still-running', TEXT);
  vi.restoreAllMocks();
  openOnceNotices(folder).show('still-running', TEXT);
  expect(recorded.notifications).toHaveLength(1);
});
