import { chmod, copyFile, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../base/logger.ts';
import { defaultSettings, type Settings } from '../protocol/settings.ts';
import { isRecord, salvageSettings } from './salvage-settings.ts';

const FILE_NAME = 'settings.json';
const BACKUP_NAME = 'settings.json.bak';
const PARTIAL_NAME = 'settings.json.part';
/** Settings at every limit of their schema are smaller than this. */
const MAX_FILE_BYTES = 1_024 * 1_024;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;

/** What a user should know about the settings file. */
export interface SettingsNotice {
  readonly message: string;
  readonly remedy: string;
}

interface StoredSettings {
  readonly settings: Settings;
  readonly notice: SettingsNotice | undefined;
}

/** Makes the folder, readable by its owner only; a folder that cannot be made shows when it is written to. */
export async function prepareDirectory(directory: string, log: Logger): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
    await chmod(directory, OWNER_ONLY_DIRECTORY);
  } catch (error) {
    log.warn('data folder could not be prepared', { error });
  }
}

/** Whatever the file holds, settings come out; what could not be used stays in the folder under another name. */
export async function readStored(directory: string, log: Logger): Promise<StoredSettings> {
  const file = path.join(directory, FILE_NAME);
  const found = await readJson(file);
  if (found.status === 'missing') return { settings: defaultSettings, notice: undefined };
  if (found.status === 'read') {
    const { settings, problems } = salvageSettings(found.value);
    if (problems.length === 0) return { settings, notice: undefined };
    const aside = `${file}.aside-${found.modifiedMs}`;
    await copyFile(file, aside).catch((error: unknown) => log.warn('settings not kept aside', { error }));
    log.warn('settings used in part', { problems });
    return {
      settings,
      notice: {
        message: `Some settings could not be used: ${problems.slice(0, 5).join(', ')}.`,
        remedy: `Check them here; the file as it was is kept as ${path.basename(aside)}.`,
      },
    };
  }
  const aside = `${file}.bad-${found.modifiedMs}`;
  await rename(file, aside).catch((error: unknown) => log.warn('bad settings not moved aside', { error }));
  const backup = await readJson(path.join(directory, BACKUP_NAME));
  const settings = backup.status === 'read' ? salvageSettings(backup.value).settings : defaultSettings;
  await writeDurably(directory, settings, log);
  log.warn('settings could not be read', { reason: found.status });
  return {
    settings,
    notice: {
      message: `The settings file could not be read, so ${backup.status === 'read' ? 'the ones before the last change' : 'the defaults'} are used.`,
      remedy: `Check them here; the bad file is kept as ${path.basename(aside)}.`,
    },
  };
}

/**
 * Replaces the file so that a crash at any moment leaves the old or the new one, whole.
 * @returns what went wrong, if the settings could not be written.
 */
export async function writeDurably(
  directory: string,
  settings: Settings,
  log: Logger,
): Promise<SettingsNotice | undefined> {
  const file = path.join(directory, FILE_NAME);
  const partial = path.join(directory, PARTIAL_NAME);
  try {
    const handle = await open(partial, 'w', OWNER_ONLY_FILE);
    try {
      await handle.chmod(OWNER_ONLY_FILE);
      await handle.writeFile(`${JSON.stringify(settings, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await keepBackup(file, path.join(directory, BACKUP_NAME));
    await rename(partial, file);
    await syncDirectory(directory);
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
  | { status: 'unreadable' | 'too-large' | 'not-json'; modifiedMs: number }
  | { status: 'read'; modifiedMs: number; value: Record<string, unknown> };

async function readJson(file: string): Promise<FoundFile> {
  let modifiedMs = 0;
  try {
    const { size, mtimeMs } = await stat(file);
    modifiedMs = Math.round(mtimeMs);
    if (size > MAX_FILE_BYTES) return { status: 'too-large', modifiedMs };
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isRecord(value) ? { status: 'read', modifiedMs, value } : { status: 'not-json', modifiedMs };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 'not-json', modifiedMs };
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? { status: 'missing' } : { status: 'unreadable', modifiedMs };
  }
}

/** The first write has nothing to back up. */
async function keepBackup(file: string, backup: string): Promise<void> {
  try {
    await copyFile(file, backup);
    await chmod(backup, OWNER_ONLY_FILE);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Makes the renaming itself durable; Windows has no such call for folders and needs none. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
