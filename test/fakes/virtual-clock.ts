import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../engine/base/clock.ts';

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

/** A clock that jumps to the next moment at which something happens, so that hours pass in milliseconds. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  readonly #sleepers = new Set<Sleeper>();
  readonly #held = new Set<Promise<unknown>>();

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakesAtMs: this.#nowMs + durationMs,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Time stands still until `work` settles: for work that takes real time. */
  async holdDuring<Result>(work: Promise<Result>): Promise<Result> {
    this.#held.add(work);
    try {
      return await work;
    } finally {
      this.#held.delete(work);
    }
  }

  /** Lets `durationMs` pass: wakes every sleeper in its turn and what it sets off. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    await this.#settle();
    for (let next = this.#next(); next && next.wakesAtMs <= endMs; next = this.#next()) {
      this.#wake(next);
      await this.#settle();
    }
    this.#nowMs = endMs;
  }

  /** Lets time pass until `work` settles; fails when nothing is left that could bring it there. */
  async runUntil<Result>(work: Promise<Result>): Promise<Result> {
    const progress = { isSettled: false };
    const done = work.finally(() => {
      progress.isSettled = true;
    });
    done.catch(() => undefined);
    for (;;) {
      await this.#settle();
      if (progress.isSettled) return await done;
      const next = this.#next();
      if (!next) throw new Error('nothing sleeps, and the work is not done');
      this.#wake(next);
    }
  }

  #wake(sleeper: Sleeper): void {
    this.#sleepers.delete(sleeper);
    this.#nowMs = sleeper.wakesAtMs;
    sleeper.wake();
  }

  #next(): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (!next || sleeper.wakesAtMs < next.wakesAtMs) next = sleeper;
    }
    return next;
  }

  /** Promises that hang on each other need a few turns of the event loop, not time. */
  async #settle(): Promise<void> {
    await nextTurn();
    await nextTurn();
    while (this.#held.size > 0) {
      await Promise.allSettled(this.#held);
      await nextTurn();
      await nextTurn();
    }
  }
}
