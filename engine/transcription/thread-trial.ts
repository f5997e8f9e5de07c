import { availableParallelism } from 'node:os';
import type { RecognizerThreads } from './recognizers/base/transcriber.ts';

/** Another number of threads must be this much faster: two measurements differ by less than that by chance. */
const MIN_GAIN_RATIO = 0.9;

/**
 * Finds the number of threads that a recognizer is fastest with, and leaves it at that one, also when a
 * measurement fails.
 * @param passMs what the threads in use take.
 * @param measurePassMs measures with the threads that are set by then.
 */
export async function tryThreads(
  threads: RecognizerThreads,
  passMs: number,
  measurePassMs: () => Promise<number>,
  coreCount = availableParallelism(),
): Promise<{ readonly passMs: number; readonly threadCount: number }> {
  let best = { passMs, threadCount: threads.count };
  try {
    for (const threadCount of otherCounts(threads.count, coreCount)) {
      await threads.use(threadCount);
      const measuredMs = await measurePassMs();
      if (measuredMs < best.passMs * MIN_GAIN_RATIO) best = { passMs: measuredMs, threadCount };
    }
  } finally {
    if (threads.count !== best.threadCount) await threads.use(best.threadCount);
  }
  return best;
}

/** One, two and half of the cores, as far as they are not in use already. */
function otherCounts(inUseCount: number, coreCount: number): number[] {
  return [...new Set([Math.ceil(coreCount / 2), 2, 1])].filter(
    (count) => count <= coreCount && count !== inUseCount,
  );
}
