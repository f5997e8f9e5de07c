import { createPastCalls } from '../../../engine/call/past-calls.ts';
import type { History } from '../../../engine/history/history-store.ts';
import type { PastCalls } from '../../../engine/server/calls-routes.ts';

/** As the engine serves them, where nothing but the history holds words. */
export function pastCallsOf(history: History): PastCalls {
  const empty = { forget: () => undefined, clear: () => undefined };
  return createPastCalls({
    history,
    answers: empty,
    callHistory: empty,
    facts: empty,
    calls: empty,
    cache: { clear: () => Promise.resolve() },
    questionDetector: { forget: () => Promise.resolve() },
  });
}
