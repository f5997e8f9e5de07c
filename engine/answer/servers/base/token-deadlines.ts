import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import { ANSWER_LIMIT_MS } from './chat-model.ts';
import { isMachineBusy, machineBusy } from './machine-busy.ts';

/** From sending a request to the first token of a model in memory. */
export const WARM_FIRST_TOKEN_MS = 30_000;
/** The same when another server can be asked instead: two that hang must not use up the whole answer. */
export const MOVING_FIRST_TOKEN_MS = 8_000;
/** The same when the model has to be loaded first: large models from slow disks take minutes. */
export const COLD_FIRST_TOKEN_MS = 180_000;
/** From the first token of a thinking model to its first word of answer. */
const FIRST_CONTENT_MS = 30_000;
/** Between two tokens. */
const GAP_MS = 10_000;

/**
 * Deadlines on what was understood, not on bytes: a server that drips or talks nonsense runs out of time
 * like a silent one. One timer at a time, set again when it fires, so that a token needs no timer.
 */
export class TokenDeadlines implements Disposable {
  /** Aborted with an EngineError 'model-timeout' when a deadline passes. */
  readonly signal: AbortSignal;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #stopped = new AbortController();
  #dueAtMs: number;
  #what: keyof typeof TIMEOUT_MESSAGES = 'first token';
  #firstTokenAtMs: number | undefined;
  #contentDueAtMs = Infinity;
  readonly #startedAtMs: number;
  #lostMs = 0;

  constructor(clock: Clock, firstTokenMs: number) {
    this.#clock = clock;
    this.#startedAtMs = clock.nowMs();
    this.#dueAtMs = this.#startedAtMs + firstTokenMs;
    this.signal = this.#controller.signal;
    this.#watch().catch((error: unknown) => {
      if (!this.#stopped.signal.aborted) this.#controller.abort(error);
    });
  }

  /** True once the answer as a whole has taken its time: it ends as it is. */
  get isUp(): boolean {
    return (
      this.#firstTokenAtMs !== undefined && this.#clock.nowMs() - this.#firstTokenAtMs >= ANSWER_LIMIT_MS
    );
  }

  /** Gives the first token more time, counted from now. */
  allow(firstTokenMs: number): void {
    if (this.#firstTokenAtMs === undefined) this.#dueAtMs = this.#clock.nowMs() + firstTokenMs;
  }

  /** The model is loaded: the first token of a warm one is due, counted from now. */
  expect(firstTokenMs: number): void {
    if (this.#firstTokenAtMs !== undefined) return;
    this.#dueAtMs = Math.min(this.#dueAtMs, this.#clock.nowMs() + firstTokenMs);
  }

  /** The model could not compute for so long: no deadline counts it. */
  forgive(lostMs: number): void {
    this.#lostMs += lostMs;
    this.#dueAtMs += lostMs;
    this.#contentDueAtMs += lostMs;
    if (this.#firstTokenAtMs !== undefined) this.#firstTokenAtMs += lostMs;
  }

  /** A token was understood. */
  note(kind: 'content' | 'thinking'): void {
    const nowMs = this.#clock.nowMs();
    if (this.#firstTokenAtMs === undefined) {
      this.#firstTokenAtMs = nowMs;
      this.#contentDueAtMs = nowMs + FIRST_CONTENT_MS;
    }
    if (kind === 'content') this.#contentDueAtMs = Infinity;
    this.#what = this.#contentDueAtMs < nowMs + GAP_MS ? 'first content' : 'gap';
    this.#dueAtMs = Math.min(this.#contentDueAtMs, nowMs + GAP_MS);
  }

  [Symbol.dispose](): void {
    this.#stopped.abort();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopped;
    for (;;) {
      const waitMs = this.#dueAtMs - this.#clock.nowMs();
      if (waitMs <= 0) break;
      // A deadline can move closer (the first token starts the gap), so never sleep past the next gap.
      await this.#clock.sleep(Math.min(waitMs, GAP_MS), signal);
    }
    if (signal.aborted) return;
    const isBusy = isMachineBusy(this.#lostMs, this.#clock.nowMs() - this.#startedAtMs);
    this.#controller.abort(
      isBusy
        ? machineBusy()
        : new EngineError(
            'model-timeout',
            TIMEOUT_MESSAGES[this.#what],
            'Ask again, or pick a smaller model.',
          ),
    );
  }
}

const TIMEOUT_MESSAGES = {
  'first token': 'The model did not start to answer in time.',
  'first content': 'The model kept thinking and did not start to answer in time.',
  gap: 'The model stopped in the middle of its answer.',
} as const;
