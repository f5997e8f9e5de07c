import type { Logger } from './logger.ts';

/**
 * Starts work that nobody waits for. Whatever it throws, at once or later, is reported and goes no further.
 * @param name says in the log what failed.
 */
export type RunInBackground = (name: string, work: () => unknown) => void;

export function createBackground(report: (name: string, error: unknown) => void): RunInBackground {
  const run = async (name: string, work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      report(name, error);
    }
  };
  return (name, work) => void run(name, work);
}

/** The last `catch` of a promise that nobody waits for. */
export function logFailure(log: Logger, name: string): (error: unknown) => void {
  return (error) => log.warn('background work failed', { work: name, error });
}
