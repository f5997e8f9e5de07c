import path from 'node:path';
import { EngineError } from '../base/engine-error.ts';
import { LockHeld, takeFileLock } from '../base/file-lock.ts';

/**
 * Keeps other processes (the command line beside the app) away from a file while this one writes it.
 * @throws EngineError 'busy'
 */
export function lockFile(lockPath: string): Disposable {
  try {
    return takeFileLock(lockPath, false);
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    throw new EngineError(
      'busy',
      `Another Sotto is fetching ${path.basename(lockPath, '.part.lock')} right now.`,
      'Wait until it is done, or stop it there.',
    );
  }
}
