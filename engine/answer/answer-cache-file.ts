import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../base/atomic-file.ts';
import type { Logger } from '../base/logger.ts';
import { isMissing } from '../base/open-to-read.ts';
import { openStateFile } from '../base/regular-file.ts';

/** Increased whenever the form of entries or of question keys changes; older files are set aside. */
const FILE_VERSION = 5;
const MAX_FILE_BYTES = 64 * 1024 * 1024;

const entrySchema = z.strictObject({
  space: z.string(),
  question: z.string(),
  keys: z.strictObject({
    exact: z.string(),
    sorted: z.string(),
  }),
  bullets: z.array(z.string()).min(1).max(5),
  model: z.string(),
  storedAtMs: z.number(),
  askedCount: z.int().min(0),
});
const fileSchema = z.strictObject({ version: z.literal(FILE_VERSION), entries: z.array(entrySchema) });

/** One stored answer. `keys` start with `space`, so entries of two spaces never meet. */
export type CacheEntry = z.infer<typeof entrySchema>;

/** @returns the entries, least recently used first; none when the file is missing or had to be set aside. */
export async function readCacheFile(path: string, log: Logger): Promise<readonly CacheEntry[]> {
  try {
    await using handle = await openStateFile(path);
    const { size } = await handle.stat();
    if (size > MAX_FILE_BYTES) throw new RangeError('The file is too big.');
    return fileSchema.parse(JSON.parse(await handle.readFile('utf8'))).entries;
  } catch (error) {
    if (isMissing(error)) return [];
    log.warn('The answer cache could not be read; it was set aside and begins empty.', { error });
    await rename(path, asidePath(path)).catch(() => undefined);
    return [];
  }
}

export async function writeCacheFile(path: string, entries: readonly CacheEntry[]): Promise<void> {
  await writeFileAtomic(path, JSON.stringify({ version: FILE_VERSION, entries }));
}

/** What was set aside, unless it was written since then. */
export async function removeUnreadable(path: string, beforeMs: number): Promise<void> {
  const aside = asidePath(path);
  const written = await stat(aside).catch(() => undefined);
  if (written && written.mtimeMs < beforeMs) await rm(aside, { force: true });
}

function asidePath(path: string): string {
  return `${path}.unreadable`;
}

/** Also removes files that were set aside or left by a process that ended while writing. */
export async function removeCacheFile(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((other) => other.startsWith(basename(path)))) {
    await rm(join(folder, name), { force: true });
  }
}
