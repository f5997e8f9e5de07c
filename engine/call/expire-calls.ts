import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnswerCache } from '../answer/answer-cache.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { History } from '../history/history-store.ts';
import { RETENTION_DAYS, type Retention } from '../protocol/settings.ts';
import type { QuestionDetectorUpkeep } from '../question/question-detector-upkeep.ts';

const LOOK_INTERVAL_MS = 60 * 60_000;
/** Time to take back a choice that was made by mistake, or on the way to another. */
const SECOND_THOUGHT_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Everything that holds words of past calls on the disk. */
export interface ExpiryDeps {
  readonly history: Pick<
    History,
    'callsBefore' | 'newestCallId' | 'deleteCall' | 'finishDeleting' | 'deleteMovedAside'
  >;
  readonly cache: Pick<AnswerCache, 'deleteBefore'>;
  readonly questionDetector: Pick<QuestionDetectorUpkeep, 'forgetBefore'>;
  /** Is a call heard, or a question answered? */
  readonly isInCall: () => boolean;
  /** Erases the newest call, from memory as well. */
  readonly forgetNewest: () => Promise<void>;
  readonly retention: () => Retention;
  /** @returns stops the listener. */
  readonly onSettingsChange: (listener: () => void) => () => void;
  /** A cached answer serves for twice as long. */
  readonly cacheDays: () => number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Deletes calls whose last word is older than `privacy.retention` lets them get, with everything that was kept of
 * them, and cached answers that are too old to serve: now, every hour and a minute after a change of the setting, but
 * never the call that is being heard.
 * Settles only when `signal` aborts: it rejects.
 */
export async function expireCalls(deps: ExpiryDeps, signal: AbortSignal): Promise<never> {
  for (;;) {
    await deleteExpired(deps, signal);
    signal.throwIfAborted();
    await nextLook(deps, signal);
  }
}

async function nextLook(deps: ExpiryDeps, signal: AbortSignal): Promise<void> {
  const { clock, retention } = deps;
  const before = retention();
  const changed = new AbortController();
  const stopListening = deps.onSettingsChange(() => {
    if (retention() !== before) changed.abort();
  });
  try {
    await clock.sleep(LOOK_INTERVAL_MS, AbortSignal.any([signal, changed.signal]));
  } catch {
    await clock.sleep(SECOND_THOUGHT_MS, signal);
  } finally {
    stopListening();
  }
}

/** What fails keeps nothing else on the disk; it is tried again at the next look. */
async function deleteExpired(deps: ExpiryDeps, signal: AbortSignal): Promise<void> {
  const { history, cache, questionDetector, clock, log } = deps;
  const nowMs = clock.wallMs();
  const days = RETENTION_DAYS[deps.retention()];
  const expiredMs = days === 0 ? -Infinity : nowMs - days * DAY_MS;
  const staleMs = nowMs - 2 * deps.cacheDays() * DAY_MS;
  let callCount = 0;
  const steps: readonly (() => unknown)[] = [
    () => history.finishDeleting(),
    async () => {
      for await (const _callId of deleteCalls(expiredMs, deps)) {
        callCount += 1;
        signal.throwIfAborted();
      }
    },
    () => history.deleteMovedAside(expiredMs),
    () => questionDetector.forgetBefore(expiredMs),
    // Last: it is written anew, which a full disk prevents.
    () => cache.deleteBefore(Math.max(expiredMs, staleMs)),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      signal.throwIfAborted();
      log.warn('calls past their time could not be deleted', { error });
    }
  }
  if (callCount > 0)
    log.info('calls past their time were deleted', { callCount, retention: deps.retention() });
}

/** @returns the ids of those that are gone. */
async function* deleteCalls(expiredMs: number, deps: ExpiryDeps): AsyncGenerator<number> {
  const { history } = deps;
  if (expiredMs === -Infinity) return;
  for (const callId of history.callsBefore(expiredMs)) {
    const isNewest = callId === history.newestCallId;
    if (isNewest && deps.isInCall()) continue;
    if (isNewest) await deps.forgetNewest();
    else history.deleteCall(callId);
    yield callId;
    // A long history must not hold up a call.
    await nextTurn();
  }
}
