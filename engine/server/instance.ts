import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { EngineError } from '../base/engine-error.ts';
import { LockHeld, takeFileLock } from '../base/file-lock.ts';
import type { Logger } from '../base/logger.ts';
import { checkDatabaseFile, readStateFile, readStateFileSync } from '../base/regular-file.ts';

const LOCK_NAME = 'serving.lock';
const RECORD_NAME = 'serving.json';
const CODE_BUSY = 5;
const ASK_DEADLINE_MS = 2_000;

/** Where the serving engine answers a request of the same user for a fresh link. */
export const LINK_PATH = '/link';

const recordSchema = z.strictObject({
  origin: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }),
  token: z.string(),
  processId: z.int(),
});
const linkSchema = z.strictObject({ url: z.string() });

/** The right to be the one engine that serves a data folder; the system takes it back when the process dies. */
export interface ServingClaim extends AsyncDisposable {
  /** Writes a record, readable by this user only, for a second start of Sotto to find. */
  announce(record: { origin: string; token: string }): Promise<void>;
}

/**
 * Claims a data folder. The lock is one of a database file, so it needs no clean-up after a kill.
 * @throws EngineError 'already-running' when another process serves the folder, 'settings-unwritable' when the
 *   place of the lock is taken by what is not a file.
 */
export async function claimServing(dataDir: string, log: Logger): Promise<ServingClaim> {
  const recordFile = path.join(dataDir, RECORD_NAME);
  const lock = await takeLock(dataDir, log);
  const removeRecord = (): void => {
    try {
      rmSync(recordFile, { force: true });
    } catch {
      // A stale record is recognized by its free lock.
    }
  };
  // Of an engine that was killed; from now on it would name a port that may be anybody's.
  removeRecord();
  process.on('exit', removeRecord);
  return {
    async announce(record) {
      try {
        await writeFileAtomic(recordFile, JSON.stringify({ ...record, processId: process.pid }));
      } catch (error) {
        log.warn('serving address could not be left', { error });
      }
    },
    [Symbol.asyncDispose]() {
      process.off('exit', removeRecord);
      removeRecord();
      lock?.[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

/**
 * Asks the engine that serves a data folder for a link to its HUD.
 * @returns undefined when none answers. The record of an engine that is gone is passed over: nobody holds the
 *   lock, and a stranger may have taken over its port.
 */
export async function askForLink(dataDir: string): Promise<string | undefined> {
  const serving = await findServing(dataDir);
  if (!serving) return undefined;
  const { origin, token } = serving;
  try {
    const response = await fetch(`${origin}${LINK_PATH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(ASK_DEADLINE_MS),
    });
    return linkSchema.parse(await response.json()).url;
  } catch {
    return undefined;
  }
}

/** Where the engine that serves a data folder is; its token has the role `cli`. Undefined when none serves it. */
export async function findServing(dataDir: string): Promise<z.infer<typeof recordSchema> | undefined> {
  try {
    if (!isLocked(dataDir)) return undefined;
    return recordSchema.parse(JSON.parse(await readStateFile(path.join(dataDir, RECORD_NAME))));
  } catch {
    return undefined;
  }
}

/** Removes the record of a process that was killed before it could do so itself; at once, for a process that exits. */
export function removeRecordOf(dataDir: string, processId: number): void {
  const recordFile = path.join(dataDir, RECORD_NAME);
  try {
    const record = recordSchema.parse(JSON.parse(readStateFileSync(recordFile)));
    if (record.processId === processId) rmSync(recordFile, { force: true });
  } catch {
    // There is none, or it is not for us to judge.
  }
}

/** True while an engine serves the folder. */
function isLocked(dataDir: string): boolean {
  let lock: DatabaseSync | undefined;
  const file = path.join(dataDir, LOCK_NAME);
  try {
    checkDatabaseFile(file);
    lock = new DatabaseSync(file, { timeout: 0, readOnly: true });
    // An exclusive lock keeps readers out as well.
    lock.exec('SELECT count(*) FROM sqlite_master');
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    lock?.close();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === CODE_BUSY;
}

/** @returns undefined when the folder cannot hold a lock; Sotto runs without one then. */
async function takeLock(dataDir: string, log: Logger): Promise<Disposable | undefined> {
  try {
    await makeFolder(dataDir);
    return takeFileLock(path.join(dataDir, LOCK_NAME), true);
  } catch (error) {
    if (error instanceof LockHeld) {
      throw new EngineError(
        'already-running',
        'Sotto is already running.',
        'Use the window that is open, or quit it first.',
      );
    }
    // Two engines could serve the folder.
    if (error instanceof EngineError) throw error;
    log.warn('data folder cannot be locked', { error });
    return undefined;
  }
}
