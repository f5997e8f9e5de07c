import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnswerCache } from '../answer/answer-cache.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { History } from '../history/history-store.ts';
import { RETENTION_DAYS, type Retention } from '../protocol/settings.ts';
import type { QuestionDetectorUpkeep } from '../question/question-detector-upkeep.ts';

const LOOK_INTERVAL_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Everything that holds words of past calls on the disk. */
export interface ExpiryDeps {
  readonly history: Pick<History, 'callsBefore' | 'newestCallId' | 'deleteCall' | 'deleteMovedAside'>;
  readonly cache: Pick<AnswerCache, 'deleteBefore'>;
  readonly questionDetector: Pick<QuestionDetectorUpkeep, 'forgetBefore'>;
  readonly isListening: () => boolean;
  /** Erases the newest call, from memory as well. */
  readonly wipeNewest: () => Promise<void>;
  readonly retention: () => Retention;
  /** A cached answer serves for twice as long. */
  readonly cacheDays: () => number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Deletes calls whose last word is older than `privacy.retention` lets them get, with everything that was kept of
 * them, and cached answers that are too old to serve: now and every hour, but never the call that is being heard.
 * Settles only when `signal` aborts: it rejects.
 */
export async function expireCalls(deps: ExpiryDeps, signal: AbortSignal): Promise<never> {
  for (;;) {
    try {
      await deleteExpired(deps, signal);
    } catch (error) {
      signal.throwIfAborted();
      deps.log.warn('calls past their time could not be deleted', { error });
    }
    await deps.clock.sleep(LOOK_INTERVAL_MS, signal);
  }
}

async function deleteExpired(deps: ExpiryDeps, signal: AbortSignal): Promise<void> {
  const { history, cache, questionDetector, clock, log } = deps;
  await cache.deleteBefore(clock.wallMs() - 2 * deps.cacheDays() * DAY_MS);
  const retention = deps.retention();
  const days = RETENTION_DAYS[retention];
  if (days === 0 || days === Infinity) return;
  const expiredMs = clock.wallMs() - days * DAY_MS;
  let callCount = 0;
  for (const callId of history.callsBefore(expiredMs)) {
    const isNewest = callId === history.newestCallId;
    if (isNewest && deps.isListening()) continue;
    if (isNewest) await deps.wipeNewest();
    else history.deleteCall(callId);
    callCount += 1;
    // A long history must not hold up a call.
    await nextTurn();
    signal.throwIfAborted();
  }
  history.deleteMovedAside(expiredMs);
  await Promise.all([cache.deleteBefore(expiredMs), questionDetector.forgetBefore(expiredMs)]);
  if (callCount > 0) log.info('calls past their time were deleted', { callCount, retention });
}
