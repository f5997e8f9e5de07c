import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from './engine-error.ts';

/**
 * How files of the data folder are opened: one way for all. A pipe or device in the place of one would hold up
 * `open` for good, and with it the whole process; a symbolic link leads out of the folder.
 */

const OWNER_ONLY_FILE = 0o600;
const OTHERS = 0o077;
/** Many times what Sotto itself writes: what is larger came from elsewhere, and would fill the memory. */
const MAX_STATE_BYTES = 64 * 1_024 * 1_024;
/** Windows has neither. */
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** A link, a socket or pipe that nobody reads, a folder: by what the system says when it is opened. */
const NOT_A_FILE_CODES: ReadonlySet<string> = new Set(['ELOOP', 'ENXIO', 'EISDIR']);
/** SQLite opens these beside its file, by name. */
const DATABASE_SUFFIXES = ['', '-wal', '-shm', '-journal'];

/**
 * @returns the file, to read from.
 * @throws the file system's error, or EngineError 'settings-unwritable' when it is not a regular file.
 */
export async function openStateFile(file: string): Promise<FileHandle> {
  return openRegularFile(file, constants.O_RDONLY);
}

/** @throws as `openStateFile` does, and when it is too large to be ours. */
export async function readStateFile(file: string): Promise<string> {
  await using handle = await openStateFile(file);
  requireSmall(file, (await handle.stat()).size);
  return handle.readFile('utf8');
}

/** The same for code that cannot wait. */
export function readStateFileSync(file: string): string {
  return readStateBytesSync(file).toString('utf8');
}

/** The same for what is not text. */
export function readStateBytesSync(file: string): Buffer {
  const descriptor = openRegularFileSync(file, constants.O_RDONLY);
  try {
    requireSmall(file, fstatSync(descriptor).size);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Makes a file that only its owner can read, or takes the one that is there, to write to.
 * @param modeCode more flags, e.g. O_APPEND.
 * @throws as `openStateFile` does.
 */
export async function openOwnFile(file: string, modeCode: number): Promise<FileHandle> {
  return openRegularFile(file, constants.O_WRONLY | constants.O_CREAT | modeCode);
}

/** Before SQLite opens a database by its name: it is there, a file, and never had another mode than ours. */
export function makeDatabaseFile(file: string, modeCode = 0): void {
  checkDatabaseFile(file);
  const descriptor = openRegularFileSync(file, constants.O_WRONLY | constants.O_CREAT | modeCode);
  try {
    if ((fstatSync(descriptor).mode & OTHERS) !== 0) fchmodSync(descriptor, OWNER_ONLY_FILE);
  } finally {
    closeSync(descriptor);
  }
}

/** Also of what is not a file, and of what may not be looked at: opening it says why. */
export function isTaken(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** Before a database is opened for reading: SQLite waits for ever at a pipe. @throws as `openStateFile` does. */
export function checkDatabaseFile(file: string): void {
  for (const suffix of DATABASE_SUFFIXES) {
    const name = `${file}${suffix}`;
    if (lstatSync(name, { throwIfNoEntry: false })?.isFile() === false) throw notAFile(name);
  }
}

async function openRegularFile(file: string, modeCode: number): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, modeCode | SAFELY, OWNER_ONLY_FILE);
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await handle?.close();
    throw isNotAFile(error) ? notAFile(file) : error;
  }
  await handle.close();
  throw notAFile(file);
}

function openRegularFileSync(file: string, modeCode: number): number {
  let fileId: number;
  try {
    fileId = openSync(file, modeCode | SAFELY, OWNER_ONLY_FILE);
  } catch (error) {
    throw isNotAFile(error) ? notAFile(file) : error;
  }
  if (fstatSync(fileId).isFile()) return fileId;
  closeSync(fileId);
  throw notAFile(file);
}

function isNotAFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NOT_A_FILE_CODES.has(String(error.code));
}

function requireSmall(file: string, sizeBytes: number): void {
  if (sizeBytes <= MAX_STATE_BYTES) return;
  throw new EngineError(
    'settings-unwritable',
    `${path.basename(file)} in the data folder is larger than Sotto makes it.`,
    `Move ${file} away.`,
  );
}

function notAFile(file: string): EngineError {
  return new EngineError(
    'settings-unwritable',
    `${path.basename(file)} in the data folder is not a file.`,
    `Move ${file} away.`,
  );
}
