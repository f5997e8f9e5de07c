import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from './atomic-file.ts';
import { EngineError } from './engine-error.ts';

const GROUP_WRITABLE = 0o020;
const WORLD_WRITABLE = 0o002;

/** In words for the user. */
interface Obstacle {
  readonly message: string;
  readonly remedy: string;
}

/**
 * Makes the data folder, or checks the one that is there; its mode is left as it is.
 * @returns what keeps Sotto from writing there; it then runs without a disk.
 * @throws EngineError 'settings-unwritable' when the folder is not the user's own, so that others could read or
 *   change what is kept.
 */
export async function prepareDataFolder(folder: string): Promise<Obstacle | undefined> {
  try {
    await makeFolder(folder);
  } catch (error) {
    return unwritable(folder, 'made', error);
  }
  const { uid, gid, mode } = await stat(folder);
  if (process.getuid === undefined || process.getgid === undefined) return findObstacle(folder);
  if (uid !== process.getuid()) throw unsafe(folder, 'belongs to another user');
  const isOpen = (mode & WORLD_WRITABLE) !== 0 || ((mode & GROUP_WRITABLE) !== 0 && gid !== process.getgid());
  if (isOpen) throw unsafe(folder, 'can be written by other users', `, or run \`chmod go-w ${folder}\``);
  return findObstacle(folder);
}

/** @returns what keeps Sotto from writing to the data folder, or from making it; nothing is changed. */
export async function findObstacle(folder: string, place = folder): Promise<Obstacle | undefined> {
  try {
    await access(place, constants.W_OK);
    return undefined;
  } catch (error) {
    const parent = path.dirname(place);
    if (codeOf(error) === 'ENOENT' && parent !== place) return findObstacle(folder, parent);
    return unwritable(folder, 'written', error);
  }
}

function unwritable(folder: string, what: 'made' | 'written', cause: unknown): Obstacle {
  return {
    message: `The data folder ${folder} cannot be ${what} (${causeOf(cause)}), so nothing is kept on the disk.`,
    remedy: 'Set SOTTO_DATA_DIR to a folder of your own.',
  };
}

function unsafe(folder: string, reason: string, remedy = ''): EngineError {
  return new EngineError(
    'settings-unwritable',
    `The data folder ${folder} ${reason}.`,
    `Set SOTTO_DATA_DIR to a folder of your own${remedy}.`,
  );
}

/** In the user's words where they are known. */
function causeOf(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EACCES':
    case 'EPERM':
      return 'writing there is not allowed';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in its place';
    default:
      return `there is no place for it${code === '' ? '' : `, ${code}`}`;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
