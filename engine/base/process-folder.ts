import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from './is-alive.ts';

/** Folders for what must not outlive this process; each name says which process made it. */

/** Makes a folder that only this user can read in one that is there. */
export function makeProcessFolder(parentPath: string, prefix: string): Promise<string> {
  // Made with mode 0700.
  return mkdtemp(path.join(parentPath, `${prefix}${process.pid}-`));
}

/** Deletes the folders, and all that is in them, of processes of this user that were killed. */
export async function sweepProcessFolders(parentPath: string, prefix: string): Promise<void> {
  const names = await readdir(parentPath).catch((): string[] => []);
  for (const name of names) {
    const ownerId = ownerOf(name, prefix);
    if (ownerId === undefined) continue;
    const folder = path.join(parentPath, name);
    const found = await lstat(folder).catch(() => undefined);
    if (!found?.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) continue;
    const isLeftOver = ownerId === process.pid ? isOlderThanThisProcess(found.mtimeMs) : !isAlive(ownerId);
    if (isLeftOver) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function ownerOf(name: string, prefix: string): number | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const ownerId = /^(\d+)-[A-Za-z0-9]{6}$/.exec(name.slice(prefix.length))?.[1];
  return ownerId === undefined ? undefined : Number(ownerId);
}

/** A process of the same number had it before. */
function isOlderThanThisProcess(changedAtMs: number): boolean {
  return changedAtMs < Date.now() - process.uptime() * 1_000;
}
