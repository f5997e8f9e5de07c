import { DEFAULT_CACHE_LIMITS, openAnswerCache } from '../../../engine/answer/answer-cache.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const SPACE = { modelId: 'ollama:a', templateHash: 't', contextHash: 'c', language: 'en' };
const DAY_MS = 86_400_000;

/** Whether the answer to `first` is kept, and given to `second`, by a cache that holds nothing else. */
export async function askTwice(
  first: string,
  second: string,
): Promise<{ readonly isKept: boolean; readonly isServed: boolean }> {
  const cache = await openAnswerCache({
    path: undefined,
    limits: DEFAULT_CACHE_LIMITS,
    clock: new ManualClock(),
    log: silentLogger,
  });
  cache.put(SPACE, { text: first }, { bullets: ['one'], model: 'a' });
  return {
    isKept: cache.entryCount === 1,
    isServed: cache.lookup(SPACE, { text: second }, DAY_MS) !== undefined,
  };
}
