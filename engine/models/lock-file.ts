import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../base/engine-error.ts';

/**
 * Keeps other processes (the command line beside the app) away from a file while this one writes it.
 * A lock whose process is gone, after a crash, is taken over.
 * @throws EngineError 'busy'
 */
export async function lockFile(lockPath: string): Promise<AsyncDisposable> {
  if (!(await tryLock(lockPath))) {
    if (await isHeld(lockPath)) {
      throw new EngineError(
        'busy',
        `Another Sotto is fetching ${path.basename(lockPath, '.part.lock')} right now.`,
        'Wait until it is done, or stop it there.',
      );
    }
    await rm(lockPath, { force: true });
    await tryLock(lockPath);
  }
  return { [Symbol.asyncDispose]: () => rm(lockPath, { force: true }) };
}

async function tryLock(lockPath: string): Promise<boolean> {
  try {
    await writeFile(lockPath, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isHeld(lockPath: string): Promise<boolean> {
  const processId = Number(await readFile(lockPath, 'utf8').catch(() => ''));
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // Somebody else's process is alive all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
