import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';

/** This many failures in a row open the breaker. */
const FAILURE_LIMIT_COUNT = 3;
/** An open breaker lets one probe through after this long: well within the 10 s of recovery promised. */
const OPEN_MS = 3_000;

/**
 * Keeps questions from piling up on a server that is down: after some failures in a row calls fail at once,
 * until one probe has gone through.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  #failureCount = 0;
  #openedAtMs = 0;
  #isProbing = false;
  #lastError: EngineError | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.#failureCount < FAILURE_LIMIT_COUNT) return 'closed';
    return this.#clock.nowMs() - this.#openedAtMs < OPEN_MS ? 'open' : 'half-open';
  }

  /**
   * @returns whether this call is the probe.
   * @throws EngineError with the code of the last failure, and when to ask again, while the breaker is open or a
   * probe is under way.
   */
  enter(): boolean {
    const { state } = this;
    if (state === 'closed') return false;
    if (this.#lastError && (state === 'open' || this.#isProbing)) throw this.#waiting(this.#lastError);
    this.#isProbing = true;
    return true;
  }

  succeed(): void {
    this.#failureCount = 0;
    this.#isProbing = false;
    this.#lastError = undefined;
  }

  fail(error: EngineError): void {
    this.#failureCount += 1;
    this.#isProbing = false;
    this.#lastError = error;
    this.#openedAtMs = this.#clock.nowMs();
  }

  /** The probe ended without saying anything about the server: it was aborted, or the request was at fault. */
  leave(): void {
    this.#isProbing = false;
  }

  #waiting(cause: EngineError): EngineError {
    const leftMs = this.#openedAtMs + OPEN_MS - this.#clock.nowMs();
    if (leftMs <= 0) {
      return new EngineError(
        cause.code,
        'Sotto is checking whether the model server is back.',
        'Ask again in a moment.',
        { cause },
      );
    }
    const leftSeconds = Math.ceil(leftMs / 1_000);
    return new EngineError(
      cause.code,
      `The model server failed ${this.#failureCount} times in a row, so Sotto waits ${leftSeconds} s before it tries again.`,
      `Ask again in ${leftSeconds} s.`,
      { cause },
    );
  }
}
