import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { openOwnFile } from './regular-file.ts';

/**
 * How state reaches the disk: one way for every file. Libraries for this follow symbolic links, guessably name
 * what they write beside the file, or leave the rename to the next flush of the disk; this does none of it.
 */

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = constants;
/** Windows has no such flag. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
/** Left by a process that was killed mid-write; younger ones may still be in use. */
const LEFT_OVER = /\.[0-9a-f-]{36}\.part$/;
const LEFT_OVER_AGE_MS = 60_000;

/**
 * Replaces a file so that a crash at any moment leaves the old or the new one, whole, readable by its owner only.
 * A symbolic link in its place is replaced, not followed.
 * @throws the file system's error; nothing has changed then.
 */
export async function writeFileAtomic(file: string, content: string | Uint8Array): Promise<void> {
  const partial = `${file}.${randomUUID()}.part`;
  try {
    const handle = await open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, OWNER_ONLY_FILE);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(path.dirname(file));
  await sweepLeftOvers(file);
}

/** The same for code that cannot wait: a process that is about to end, and the shell's small files. */
export function writeFileAtomicSync(file: string, content: string | Uint8Array): void {
  const partial = `${file}.${randomUUID()}.part`;
  try {
    const descriptor = openSync(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, OWNER_ONLY_FILE);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  sweepLeftOversSync(file);
}

/** Adds to the end of a file that only its owner can read; what is not a file is refused, a symbolic link too. */
export async function appendToFile(file: string, text: string): Promise<void> {
  const handle = await openOwnFile(file, O_APPEND);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

/**
 * Makes a folder that only its owner can open, and those above it; one that is there stays as it is. Step by step:
 * Node's own `recursive` spins for ever where a file system refuses a name with ENOENT, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder, { mode: OWNER_ONLY_FOLDER }).catch(async (error: unknown) => {
    // Another process may have been faster.
    if (!(await isFolder(folder))) throw error;
  });
}

async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() === true;
}

/** Makes renames in a folder durable, where the system can: Windows cannot open folders and need not. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function sweepLeftOvers(file: string): Promise<void> {
  const folder = path.dirname(file);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!isPartOf(file, name)) continue;
    const leftOver = path.join(folder, name);
    const found = await stat(leftOver).catch(() => undefined);
    if (found && isOld(found)) await rm(leftOver, { force: true });
  }
}

function sweepLeftOversSync(file: string): void {
  const folder = path.dirname(file);
  for (const name of readdirSync(folder)) {
    if (!isPartOf(file, name)) continue;
    const leftOver = path.join(folder, name);
    const found = statSync(leftOver, { throwIfNoEntry: false });
    if (found && isOld(found)) rmSync(leftOver, { force: true });
  }
}

function isPartOf(file: string, name: string): boolean {
  return name.startsWith(`${path.basename(file)}.`) && LEFT_OVER.test(name);
}

function isOld({ mtimeMs }: Stats): boolean {
  return Date.now() - mtimeMs > LEFT_OVER_AGE_MS;
}
