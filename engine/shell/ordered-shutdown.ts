import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';

/** All parts together; the shell and the command line allow three seconds for the whole process. */
const TOTAL_MS = 1_500;
/** For one part; what takes longer is left behind, and its processes are killed when this one exits. */
const PART_MS = 600;

/** Wraps the end of each part so that none holds up those after it. */
export interface OrderedShutdown {
  /** @returns what disposes `part` within its time. */
  bounded(name: string, part: AsyncDisposable): AsyncDisposable;
  boundedWork(name: string, work: () => Promise<unknown>): () => Promise<void>;
}

/** The time of all parts runs from the first that is ended. */
export function createOrderedShutdown({ clock, log }: { clock: Clock; log: Logger }): OrderedShutdown {
  let startedAtMs: number | undefined;
  const boundedWork = (name: string, work: () => Promise<unknown>) => async (): Promise<void> => {
    startedAtMs ??= clock.nowMs();
    const leftMs = Math.max(0, startedAtMs + TOTAL_MS - clock.nowMs());
    const ended = new AbortController();
    const finishing = work().catch((error: unknown) =>
      log.warn('a part failed to close', { part: name, error }),
    );
    const overdue = clock.sleep(Math.min(PART_MS, leftMs), ended.signal).then(
      () => log.warn('a part took too long to close', { part: name }),
      () => undefined,
    );
    await Promise.race([finishing, overdue]);
    ended.abort();
  };
  return {
    boundedWork,
    bounded: (name, part) => ({
      [Symbol.asyncDispose]: boundedWork(name, () => Promise.resolve(part[Symbol.asyncDispose]())),
    }),
  };
}
