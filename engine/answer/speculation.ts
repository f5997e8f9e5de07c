import type { Clock } from '../base/clock.ts';
import type { Question } from '../base/nouns.ts';
import type { AnswerCounters } from './answer-control.ts';
import type { AnswerFlight } from './answer-flight.ts';

/** Answers begun before the question is over; nobody sees a word of them until it is asked as expected. */
export interface Speculation {
  /** @param start takes off unseen; not called when one for the same key is under way already. */
  expect(question: Question, key: string, start: () => AnswerFlight): void;
  /** Speech went on or it was no question: the work is void. */
  withdraw(turnId: string): void;
  /**
   * The question is asked. @returns the flight that was begun for exactly this key, if it is worth having;
   * everything else is stopped.
   */
  take(turnId: string, key: string): AnswerFlight | undefined;
  stop(): void;
}

/** More pauses than this within one turn, and guessing stops paying. */
const MAX_TRY_COUNT = 3;

export function createSpeculation(counters: AnswerCounters, clock: Clock): Speculation {
  let current: { readonly turnId: string; readonly flight: AnswerFlight } | undefined;
  let tries = { turnId: '', count: 0 };

  function discard(): void {
    if (!current) return;
    counters.speculationWastedCount += 1;
    counters.speculationWastedTokenCount += current.flight.outputTokenCount;
    current.flight.stop();
    current = undefined;
  }

  return {
    expect({ turnId }, key, start) {
      if (current?.turnId === turnId && current.flight.key === key && !isBroken(current.flight)) return;
      discard();
      if (tries.turnId !== turnId) tries = { turnId, count: 0 };
      if (tries.count >= MAX_TRY_COUNT) return;
      tries.count += 1;
      counters.speculationStartedCount += 1;
      current = { turnId, flight: start() };
    },
    withdraw(turnId) {
      if (current?.turnId === turnId) discard();
    },
    take(turnId, key) {
      const flight = current?.turnId === turnId && current.flight.key === key ? current.flight : undefined;
      if (!flight || isBroken(flight) || flight.requestedAtMs === undefined) {
        discard();
        return undefined;
      }
      current = undefined;
      counters.speculationHiddenMs += clock.nowMs() - flight.requestedAtMs;
      return flight;
    },
    stop: discard,
  };
}

function isBroken(flight: AnswerFlight): boolean {
  return flight.outcome !== undefined && flight.outcome.status !== 'complete';
}
