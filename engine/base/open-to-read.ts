import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** How files that a user names are opened, and what is said when they cannot be read. */

/** Without it, opening a pipe waits for a writer, and nothing can end that wait. Windows has neither. */
export const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'reading it is not allowed',
  EPERM: 'reading it is not allowed',
  EISDIR: 'it is a folder',
  ENOTDIR: 'its path leads through what is not a folder',
  ENXIO: 'it is not a file',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ERR_INVALID_ARG_VALUE: 'its name holds a character that no file name may hold',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** Of the file system, and not of Node or Sotto. */
const SYSTEM_CODE = /^E[A-Z\d]+$/;

/** A folder, pipe, socket or device in the place of a file. */
class NotAFile extends Error {
  override readonly name = 'NotAFile';
  readonly code: 'EISDIR' | 'ENXIO';

  constructor(found: Stats) {
    super('not a file');
    this.code = found.isDirectory() ? 'EISDIR' : 'ENXIO';
  }
}

/** @throws the file system's error, or one like it for what is not a regular file. */
export async function openToRead(file: string): Promise<FileHandle> {
  const handle = await open(file, READ_WITHOUT_WAITING);
  try {
    requireFile(await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same for code that cannot wait. */
export function openToReadSync(file: string): number {
  const descriptor = openSync(file, READ_WITHOUT_WAITING);
  try {
    requireFile(fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Why a file cannot be read, to stand after a colon; undefined when `error` is not the file system's. */
export function readFault(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return undefined;
  return FAULTS[code] ?? (SYSTEM_CODE.test(code) ? `the system fails to read it (${code})` : undefined);
}

/** Nothing lies at the path. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function requireFile(found: Stats): void {
  if (!found.isFile()) throw new NotAFile(found);
}
