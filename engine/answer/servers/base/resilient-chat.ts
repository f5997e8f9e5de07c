import { emptyAnswer } from './empty-answer.ts';
import type { Clock } from '../../../base/clock.ts';
import { asEngineError, EngineError } from '../../../base/engine-error.ts';
import type { ErrorCode } from '../../../protocol/error-codes.ts';
import type { ChatDelta } from './chat-model.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { RetryBudget } from './retry-budget.ts';

const RETRY_LIMIT_COUNT = 2;
const FIRST_DELAY_MS = 150;
const RETRY_AFTER_LIMIT_MS = 3_000;

/** Failures that may pass, and whether to wait before a retry. Nothing else is retried. */
const RETRY: Partial<Record<ErrorCode, 'at-once' | 'after-delay'>> = {
  'model-server-unreachable': 'after-delay',
  'model-server-busy': 'after-delay',
  'model-server-failed': 'at-once',
  'model-empty-answer': 'at-once',
};

/** Failures that say that the server, not the request, is in trouble. */
const COUNTED_BY_BREAKER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-server-unreachable',
  'model-server-failed',
  'model-bad-content',
  'model-timeout',
  'chat-model-down',
]);

export interface ResilienceDeps {
  readonly breaker: CircuitBreaker;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  /** For the words of a failure. */
  readonly modelName: string;
}

/**
 * Streams one answer through breaker and retries. An attempt is repeated only while no one has seen a token of
 * it, so no words come twice.
 * @param attempt one try; an empty answer counts as a failed one unless `mayBeEmpty`.
 */
export async function* chatResiliently(
  attempt: () => AsyncGenerator<ChatDelta, void, undefined>,
  mayBeEmpty: boolean,
  { breaker, budget, clock, modelName }: ResilienceDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatDelta, void, undefined> {
  for (let retryCount = 0; ; retryCount += 1) {
    const isProbe = breaker.enter();
    let hasContent = false;
    let hasThought = false;
    try {
      for await (const delta of attempt()) {
        if (delta.type === 'content') hasContent = true;
        if (delta.type === 'thinking') hasThought = true;
        if (delta.type === 'done') {
          breaker.succeed();
          if (!hasContent && !mayBeEmpty)
            throw emptyAnswer(modelName, hasThought ? 'all-thinking' : 'nothing');
        }
        yield delta;
      }
      return;
    } catch (thrown) {
      signal.throwIfAborted();
      const error = asEngineError(thrown);
      if (COUNTED_BY_BREAKER.has(error.code)) breaker.fail(error);
      const kind = RETRY[error.code];
      // A connection that broke off is tried once more, a busy or absent server twice.
      const limitCount = kind === 'at-once' ? 1 : RETRY_LIMIT_COUNT;
      // This question has seen the failure itself; that the breaker waits is for those that follow.
      const isOver = retryCount >= limitCount || breaker.state === 'open';
      if (hasContent || !kind || isOver || !budget.take()) throw error;
      if (kind === 'after-delay') await clock.sleep(delayMs(error, retryCount), signal);
    } finally {
      if (isProbe) breaker.leave();
    }
  }
}

function delayMs(error: EngineError, retryCount: number): number {
  const { cause } = error;
  if (cause !== null && typeof cause === 'object' && 'retryAfterMs' in cause) {
    return Math.min(RETRY_AFTER_LIMIT_MS, Number(cause.retryAfterMs));
  }
  // Jittered by half either way, so that many clients of one server do not come back together.
  return FIRST_DELAY_MS * 2 ** retryCount * (0.5 + Math.random());
}
