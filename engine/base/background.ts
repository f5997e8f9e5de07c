import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

/**
 * Starts work without waiting for it. Anything it throws, at once or later, is reported and goes no further.
 * @param name says in the log what failed.
 */
export type RunInBackground = (name: string, work: () => unknown) => void;

export function createBackground(report: (name: string, error: unknown) => void): RunInBackground {
  return (name, work) => inBackground(work, (error) => report(name, error));
}

/** Starts work that nobody waits for. Whatever it throws, at once or later, goes to `onFailure`. */
export function inBackground(work: () => unknown, onFailure: (error: unknown) => void): void {
  const run = async (): Promise<unknown> => work();
  run().catch(onFailure);
}

/** Does `work` in the background once `delayMs` have passed; an abort of `signal` before that cancels it. */
export function runLater(
  delayMs: number,
  work: () => unknown,
  deps: { readonly clock: Clock; readonly onFailure: (error: unknown) => void },
  signal: AbortSignal,
): void {
  const run = async (): Promise<unknown> => {
    try {
      await deps.clock.sleep(delayMs, signal);
    } catch {
      return undefined;
    }
    return work();
  };
  inBackground(run, deps.onFailure);
}

/** The last `catch` of a promise that is not awaited. */
export function logFailure(log: Logger, name: string): (error: unknown) => void {
  return (error) => log.warn('background work failed', { work: name, error });
}
