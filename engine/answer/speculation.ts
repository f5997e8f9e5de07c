import type { Clock } from '../base/clock.ts';
import type { Question } from '../base/nouns.ts';
import type { AnswerCounters } from './answer-control.ts';
import type { AnswerRun } from './answer-run.ts';

/** Answers started before the question is over; none of it is shown until the question is asked as expected. */
export interface Speculation {
  /** @param start starts an unseen run; not called while one for the same key is under way. */
  expect(question: Question, key: string, start: () => AnswerRun): void;
  /** Speech continued, or it was not a question: the work is discarded. */
  withdraw(turnId: string): void;
  /**
   * The question is asked. @returns the run that was started for exactly this key, if it is worth having;
   * everything else is stopped.
   */
  take(turnId: string, key: string): AnswerRun | undefined;
  stop(): void;
}

/** With more pauses than this in one turn, guessing no longer pays. */
const MAX_TRY_COUNT = 3;

export function createSpeculation(counters: AnswerCounters, clock: Clock): Speculation {
  let current: { readonly turnId: string; readonly run: AnswerRun } | undefined;
  let tries = { turnId: '', count: 0 };

  function discard(): void {
    if (!current) return;
    counters.speculationWastedCount += 1;
    counters.speculationWastedTokenCount += current.run.outputTokenCount;
    current.run.stop();
    current = undefined;
  }

  return {
    expect({ turnId }, key, start) {
      if (current?.turnId === turnId && current.run.key === key && !isBroken(current.run)) return;
      discard();
      if (tries.turnId !== turnId) tries = { turnId, count: 0 };
      if (tries.count >= MAX_TRY_COUNT) return;
      tries.count += 1;
      counters.speculationStartedCount += 1;
      current = { turnId, run: start() };
    },
    withdraw(turnId) {
      if (current?.turnId === turnId) discard();
    },
    take(turnId, key) {
      const run = current?.turnId === turnId && current.run.key === key ? current.run : undefined;
      if (!run || isBroken(run) || run.requestedAtMs === undefined) {
        discard();
        return undefined;
      }
      current = undefined;
      counters.speculationHiddenMs += clock.nowMs() - run.requestedAtMs;
      return run;
    },
    stop: discard,
  };
}

function isBroken(run: AnswerRun): boolean {
  return run.outcome !== undefined && run.outcome.status !== 'complete';
}
