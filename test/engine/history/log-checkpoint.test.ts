import { mkdir, mkdtemp, rm, writeFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { createLogCheckpoint } from '../../../engine/history/log-checkpoint.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a log is copied each time that it has grown by 16 MB, and not before', async () => {
  // No database at all, so that every attempt to copy is logged.
  const file = path.join(folder, 'history.db');
  await mkdir(file);
  await writeFile(`${file}-wal`, '');
  let attemptCount = 0;
  const log = { ...silentLogger, info: () => void (attemptCount += 1) };
  const checkpoint = createLogCheckpoint(file, log);
  const attemptsAt = async (logBytes: number, expectedCount: number): Promise<void> => {
    await truncate(`${file}-wal`, logBytes);
    const write = (): number => {
      checkpoint.noteWrites(100);
      return attemptCount;
    };
    await expect.poll(write).toBe(expectedCount);
    for (let round = 0; round < 10; round += 1) {
      await sleep(20);
      expect(write()).toBe(expectedCount);
    }
  };
  await attemptsAt(15_000_000, 0);
  await attemptsAt(17_000_000, 1);
  await attemptsAt(32_000_000, 1);
  await attemptsAt(34_000_000, 2);
  // It started over.
  await attemptsAt(1_000_000, 2);
  await attemptsAt(17_000_000, 3);
});
