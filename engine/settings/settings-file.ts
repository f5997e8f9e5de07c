import { lstat, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { EngineError } from '../base/engine-error.ts';
import { isRecord } from '../base/is-record.ts';
import type { Logger } from '../base/logger.ts';
import { openStateFile } from '../base/regular-file.ts';
import { defaultSettings, type Settings } from '../protocol/settings.ts';
import { mostPrivate, salvageSettings } from './salvage-settings.ts';

const FILE_NAME = 'settings.json';
const BACKUP_NAME = 'settings.json.bak';
/** Settings at every limit of their schema are smaller than this. */
const MAX_FILE_BYTES = 1_024 * 1_024;
/** What was set aside, `.bad-…` and `.aside-…` each; the oldest go first. */
const MAX_ASIDE_COUNT = 3;
/** Of the settings that could not be used; a damaged file may hold thousands, with names of any length. */
const MAX_NAMED_COUNT = 5;
const MAX_NAME_CHARACTERS = 60;

/** What a user should know about the settings file. */
export interface SettingsNotice {
  readonly message: string;
  readonly remedy: string;
}

interface StoredSettings {
  readonly settings: Settings;
  readonly notice: SettingsNotice | undefined;
}

/**
 * Whatever the file holds, settings come out. A file that could not be used stays where it is, so that the
 * notice and the more private choice hold until it is corrected or a change replaces it; a copy is kept aside.
 */
export async function readStored(directory: string, log: Logger): Promise<StoredSettings> {
  const file = path.join(directory, FILE_NAME);
  const found = await readJson(file);
  if (found.status === 'missing') return { settings: defaultSettings, notice: undefined };
  if (found.status === 'read') {
    const { settings, problems } = salvageSettings(found.value);
    if (problems.length === 0) return { settings, notice: undefined };
    const aside = await keepAside(file, `aside-${found.modifiedMs}`, log);
    const named = problems.slice(0, MAX_NAMED_COUNT).map((name) => name.slice(0, MAX_NAME_CHARACTERS));
    log.warn('settings used in part', { problems: named });
    return {
      settings,
      notice: {
        message: `Some settings could not be used: ${named.join(', ')}.`,
        remedy: `Correct them in ${file}, or change them here${aside}.`,
      },
    };
  }
  const isFile = found.status !== 'not-a-file';
  const aside = found.status === 'not-a-file' ? '' : await keepAside(file, `bad-${found.modifiedMs}`, log);
  const backup = await readJson(path.join(directory, BACKUP_NAME));
  const settings = backup.status === 'read' ? salvageSettings(backup.value).settings : defaultSettings;
  log.warn('settings could not be read', { reason: found.status });
  return {
    settings: mostPrivate(settings),
    notice: {
      message: `${isFile ? 'The settings file could not be read' : `${FILE_NAME} in the data folder is not a file`}, so ${backup.status === 'read' ? 'the ones before the last change' : 'the defaults'} are used, and nothing that is said is kept.`,
      remedy: `${isFile ? `Correct ${file}` : `Move ${file} away`}, or change any setting here${aside}.`,
    },
  };
}

/**
 * Replaces the file so that a crash at any moment leaves the old or the new one, whole.
 * @returns what went wrong, if the settings could not be written.
 */
export async function writeSettings(
  directory: string,
  settings: Settings,
  log: Logger,
): Promise<SettingsNotice | undefined> {
  const file = path.join(directory, FILE_NAME);
  try {
    await keepBackup(file, path.join(directory, BACKUP_NAME));
    await writeFileAtomic(file, `${JSON.stringify(settings, null, 2)}\n`);
    return undefined;
  } catch (error) {
    log.warn('settings could not be written', { error });
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    return {
      message: 'The change holds for now, but the settings file could not be written.',
      remedy: isFull
        ? 'Free some disk space and change it again.'
        : `Make the folder ${directory} writable and change it again.`,
    };
  }
}

type FoundFile =
  | { status: 'missing' }
  | { status: 'not-a-file' }
  | { status: 'unreadable' | 'too-large' | 'not-json'; modifiedMs: number }
  | { status: 'read'; modifiedMs: number; value: Record<string, unknown> };

async function readJson(file: string): Promise<FoundFile> {
  let modifiedMs = 0;
  try {
    await using handle = await openStateFile(file);
    const { size, mtimeMs } = await handle.stat();
    modifiedMs = Math.round(mtimeMs);
    if (size > MAX_FILE_BYTES) return { status: 'too-large', modifiedMs };
    const text = await handle.readFile('utf8');
    // Some editors begin a file with a byte order mark.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
    return isRecord(value) ? { status: 'read', modifiedMs, value } : { status: 'not-json', modifiedMs };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 'not-json', modifiedMs };
    if (error instanceof EngineError) return { status: 'not-a-file' };
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // Where a file is in the place of the folder, that is what to report.
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    return isMissing ? { status: 'missing' } : { status: 'unreadable', modifiedMs };
  }
}

/** @returns the end of the remedy that says where the copy is; '' when there is none. */
async function keepAside(file: string, ending: string, log: Logger): Promise<string> {
  try {
    await using handle = await openStateFile(file);
    const copy = `${file}.${ending}`;
    await writeFileAtomic(copy, await handle.readFile());
    await removeOlder(copy);
    return `; a copy is kept as ${path.basename(file)}.${ending}`;
  } catch (error) {
    log.warn('settings not kept aside', { error });
    return '';
  }
}

/** A readable file becomes the backup; anything that is not a file is set aside. The first write has neither. */
async function keepBackup(file: string, backup: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found && !found.isFile()) {
    const moved = `${file}.bad-${Math.round(found.mtimeMs)}`;
    await rename(file, moved);
    await removeOlder(moved);
  }
  if ((await readJson(file)).status !== 'read') return;
  await using handle = await openStateFile(file);
  await writeFileAtomic(backup, await handle.readFile());
}

/** Beside the newest copy, which may hold what is older. */
async function removeOlder(newest: string): Promise<void> {
  const folder = path.dirname(newest);
  const kind = path.basename(newest).replace(/\d+$/, '');
  const numbers = (await readdir(folder))
    .filter((name) => name.startsWith(kind) && /^\d+$/.test(name.slice(kind.length)))
    .map((name) => Number(name.slice(kind.length)))
    .filter((number) => path.join(folder, `${kind}${number}`) !== newest)
    .toSorted((a, b) => b - a);
  for (const number of numbers.slice(MAX_ASIDE_COUNT - 1)) {
    // A folder stays: what is in it is not ours.
    await rm(path.join(folder, `${kind}${number}`), { force: true }).catch(() => undefined);
  }
}
