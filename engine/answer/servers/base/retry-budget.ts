import type { Clock } from '../../../base/clock.ts';

const CAPACITY_COUNT = 10;
const REFILL_MS = 3_000;

/** Bounds how often a model server is asked again, over all questions: ten at once, then one in three seconds. */
export class RetryBudget {
  readonly #clock: Clock;
  #leftCount = CAPACITY_COUNT;
  #countedAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#countedAtMs = clock.nowMs();
  }

  /** @returns false when the budget is used up. */
  take(): boolean {
    const nowMs = this.#clock.nowMs();
    const refilled = this.#leftCount + (nowMs - this.#countedAtMs) / REFILL_MS;
    this.#leftCount = Math.min(CAPACITY_COUNT, refilled);
    this.#countedAtMs = nowMs;
    if (this.#leftCount < 1) return false;
    this.#leftCount -= 1;
    return true;
  }
}
