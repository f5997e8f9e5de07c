import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { createEngineSettings, type EngineSettings } from '../../../engine/settings/engine-settings.ts';
import { openSettingsStore } from '../../../engine/settings/settings-store.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'sotto-engine-settings-'));
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true });
});

async function open(
  onChange = (): Promise<void> => Promise.resolve(),
): Promise<{ settings: EngineSettings; notices: (string | undefined)[] }> {
  const notices: (string | undefined)[] = [];
  const settings = createEngineSettings({
    store: await openSettingsStore({ directory, log: silentLogger }),
    demo: {},
    onChange,
    onNotice: (notice) => notices.push(notice?.message),
  });
  return { settings, notices };
}

/** A file in the place of the folder stops every write, for any user and on any system. */
function blockWrites(isBlocked: boolean): void {
  rmSync(directory, { recursive: true });
  if (isBlocked) writeFileSync(directory, '');
  else mkdirSync(directory, { mode: 0o700 });
}

test('a change that cannot be written holds for the run and is reported at once, and so is the recovery', async () => {
  const { settings, notices } = await open();
  blockWrites(true);
  await settings.change({ answer: { bulletCount: 2 } });
  expect(settings.current().answer.bulletCount).toBe(2);
  expect(notices).toEqual(['The change holds for now, but the settings file could not be written.']);
  blockWrites(false);
  await settings.change({ answer: { bulletCount: 5 } });
  expect(notices.at(-1)).toBeUndefined();
  expect((await open()).settings.current().answer.bulletCount).toBe(5);
});

test('consent and keeping that cannot be written are refused, and nothing changes', async () => {
  const { settings } = await open();
  await settings.change({ privacy: { retention: '7-days' } });
  const before = settings.current();
  blockWrites(true);
  for (const privacy of [
    { consentAtMs: 1 },
    { retention: 'keep' as const },
    { retention: '30-days' as const },
  ]) {
    await expect(settings.change({ privacy })).rejects.toMatchObject({
      code: 'settings-unwritable',
      message: 'The settings file cannot be written, so nothing was changed.',
    });
    expect(settings.current()).toEqual(before);
  }
});

test('a stricter choice that cannot be written holds for the run and is refused with the reason', async () => {
  const { settings } = await open();
  await settings.change({ privacy: { consentAtMs: 1 } });
  blockWrites(true);
  for (const privacy of [
    { consentAtMs: null },
    { retention: '1-day' as const },
    { retention: 'session' as const },
  ]) {
    await expect(settings.change({ privacy })).rejects.toMatchObject({ code: 'settings-unwritable' });
  }
  expect(settings.current().privacy).toMatchObject({ consentAtMs: null, retention: 'session' });
});

test('a change that a part cannot follow is refused with its reason, and an unwritable file is reported all the same', async () => {
  const failure = new Error('the cache is still on the disk');
  const { settings, notices } = await open(() => Promise.reject(failure));
  blockWrites(true);
  await expect(settings.change({ privacy: { retention: 'session' } })).rejects.toBe(failure);
  expect(settings.current().privacy.retention).toBe('session');
  expect(notices).toHaveLength(1);
});
