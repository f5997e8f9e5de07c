import { constants, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { makeDatabaseFile } from './regular-file.ts';

const CODE_BUSY = 5;

/** Another process holds the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
}

/**
 * Holds a lock that the system takes back when the process dies: one of SQLite's on a separate file, so nothing
 * is left to clean up or to take over after a crash.
 * @param isKept leaves the file when the lock is released.
 * @throws LockHeld, EngineError 'settings-unwritable' when no file is in its place, or the file system's error.
 */
export function takeFileLock(file: string, isKept: boolean): Disposable {
  for (;;) {
    // Always empty, but for what older versions wrote into theirs.
    makeDatabaseFile(file, constants.O_TRUNC);
    const before = inodeOf(file);
    const database = lockDatabase(file);
    // The holder before may have deleted the file meanwhile; then this is the lock of a file that no longer has a name.
    if (before !== undefined && before === inodeOf(file)) return release(file, database, isKept);
    database.close();
  }
}

function lockDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === CODE_BUSY) throw new LockHeld();
    throw error;
  }
}

function release(file: string, database: DatabaseSync, isKept: boolean): Disposable {
  return {
    [Symbol.dispose]: () => {
      if (!database.isOpen) return;
      try {
        // Deleted while held: a waiter notices by the inode.
        if (!isKept) rmSync(file, { force: true });
      } catch {
        // Windows deletes no open file; an empty one stays.
      }
      database.close();
    },
  };
}

function inodeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}
