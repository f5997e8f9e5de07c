import { emptyAnswer, type MissingAnswer } from './servers/base/empty-answer.ts';
import { inBackground, runLater } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError, asEngineError } from '../base/engine-error.ts';
import type { Permit, Semaphore } from '../base/semaphore.ts';
import type { WaitingReason } from './answer-event.ts';
import { createBulletParser, HONEST_BULLET, type BulletParser } from './bullets/bullet-parser.ts';
import {
  ANSWER_LIMIT_CHARACTERS,
  ANSWER_LIMIT_MS,
  type ChatDelta,
  type ChatModel,
  type ChatRequest,
} from './servers/base/chat-model.ts';
import { isMachineBusy } from './servers/base/machine-busy.ts';
import type { AnswerGuard } from './own-fact-guard.ts';
import { createPromptEcho, type PromptEcho } from './bullets/prompt-echo.ts';

/** Classes of the limiter's queue, most urgent first. */
export const PRIORITY = { foreground: 0, speculative: 1, prewarm: 2 } as const;
export type RunPurpose = keyof typeof PRIORITY;

const MAX_WORD_COUNT = 14;
/** Report "waiting for first token" after this much silence. */
const SILENCE_NOTICE_MS = 2_000;
/** Made once: its stack costs more than the rest of ending an answer. */
const ANSWER_OVER = new DOMException('The answer is over.', 'AbortError');

export interface AnswerPlan {
  readonly key: string;
  readonly model: ChatModel;
  readonly messages: ChatRequest['messages'];
  readonly purpose: RunPurpose;
  readonly maxBulletCount: number;
  /** The call whose words are in the messages; absent when none are. */
  readonly callIndex?: number | undefined;
  /** Which parts may be shown, where a model cannot be trusted. */
  readonly guard?: AnswerGuard | undefined;
}

export type RunOutcome =
  | { readonly status: 'complete' | 'capped' }
  /** `error` is absent when the run was stopped on purpose. */
  | { readonly status: 'broken'; readonly error?: EngineError };

export interface RunWatcher {
  onWaiting(reason: WaitingReason, elapsedMs: number): void;
  onBullets(bullets: readonly string[]): void;
  onOver(outcome: RunOutcome): void;
}

/** One upstream stream, read once and shown to any number of watchers; late ones get a replay. */
export interface AnswerRun {
  readonly key: string;
  readonly purpose: RunPurpose;
  readonly model: ChatModel;
  /** The call whose words it was given, if any. */
  readonly callIndex: number | undefined;
  /** Whole words so far. */
  readonly bullets: readonly string[];
  readonly outcome: RunOutcome | undefined;
  /** Undefined while waiting for the permit. */
  readonly requestedAtMs: number | undefined;
  readonly firstTokenAtMs: number | undefined;
  readonly outputTokenCount: number;
  /** The model could hardly compute: what it lacks is not its fault. */
  readonly isStarved: boolean;
  /** @returns a function that stops watching. */
  watch(watcher: RunWatcher): () => void;
  /** Shows the bullets without a phrase that would be cut off if the answer ended now. */
  trim(): void;
  /** Ends the stream upstream and frees its permit at once. */
  stop(): void;
  /** Resolves once no part of it is running. */
  readonly settled: Promise<void>;
}

/** Starts at once; errors end up in `outcome`, never in a rejection. */
export function startAnswerRun(
  plan: AnswerPlan,
  deps: { readonly limiter: Semaphore; readonly clock: Clock },
  signal: AbortSignal,
): AnswerRun {
  const run = new UpstreamRun(plan, deps, signal);
  run.start();
  return run;
}

class UpstreamRun implements AnswerRun {
  settled: Promise<void> = Promise.resolve();
  bullets: readonly string[] = [];
  outcome: RunOutcome | undefined;
  requestedAtMs: number | undefined;
  firstTokenAtMs: number | undefined;
  outputTokenCount = 0;
  readonly #plan: AnswerPlan;
  readonly #limiter: Semaphore;
  readonly #clock: Clock;
  readonly #stopper = new AbortController();
  readonly #signal: AbortSignal;
  readonly #watchers = new Set<RunWatcher>();
  readonly #startedAtMs: number;
  readonly #echo: PromptEcho;
  #parser: BulletParser | undefined;
  #dueAtMs = Infinity;
  #lostMs = 0;
  #permit: Permit | undefined;
  #waiting: WaitingReason | undefined;

  constructor(
    plan: AnswerPlan,
    { limiter, clock }: { readonly limiter: Semaphore; readonly clock: Clock },
    signal: AbortSignal,
  ) {
    this.#plan = plan;
    this.#limiter = limiter;
    this.#clock = clock;
    this.#signal = AbortSignal.any([signal, this.#stopper.signal]);
    this.#startedAtMs = clock.nowMs();
    this.#echo = createPromptEcho(plan.messages, HONEST_BULLET);
  }

  get key(): string {
    return this.#plan.key;
  }

  get purpose(): RunPurpose {
    return this.#plan.purpose;
  }

  get callIndex(): number | undefined {
    return this.#plan.callIndex;
  }

  get model(): ChatModel {
    return this.#plan.model;
  }

  get isStarved(): boolean {
    return isMachineBusy(this.#lostMs, this.#elapsedMs());
  }

  start(): void {
    this.settled = this.#run();
  }

  watch(watcher: RunWatcher): () => void {
    if (!this.outcome) {
      this.#watchers.add(watcher);
      if (this.#waiting && this.bullets.length === 0) watcher.onWaiting(this.#waiting, this.#elapsedMs());
    }
    if (this.bullets.length > 0) watcher.onBullets(this.bullets);
    if (this.outcome) watcher.onOver(this.outcome);
    return () => this.#watchers.delete(watcher);
  }

  trim(): void {
    if (this.outcome || this.bullets.length === 0 || !this.#parser) return;
    const ended = this.#parser;
    this.#parser = undefined;
    const whole = ended.end('torn');
    this.#show(ended.isUsable ? whole : [], ended.isUsable);
  }

  stop(): void {
    this.#finish({ status: 'broken' });
  }

  async #run(): Promise<void> {
    try {
      this.#permit = this.#limiter.tryAcquire();
      if (!this.#permit) {
        this.#wait('queued', 0);
        this.#permit = await this.#limiter.acquire(PRIORITY[this.purpose], this.#signal);
      }
      this.requestedAtMs = this.#clock.nowMs();
      const later = { clock: this.#clock, onFailure: (error: unknown) => this.#fail(error) };
      runLater(SILENCE_NOTICE_MS, () => this.#noticeSilence(), later, this.#signal);
      this.#dueAtMs = this.requestedAtMs + ANSWER_LIMIT_MS;
      inBackground(() => this.#capWhenDue(), later.onFailure);
      let missing = await this.#readAnswer(false);
      if (missing === undefined || this.outcome) return;
      this.#wait('retrying', this.#elapsedMs());
      missing = await this.#readAnswer(missing === 'all-thinking');
      if (missing === 'nothing-to-show' && this.#sayHonestly()) return;
      if (missing !== undefined && !this.outcome) throw emptyAnswer(this.model.name, missing);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#permit?.release();
    }
  }

  #fail(error: unknown): void {
    this.#finish(
      this.#signal.aborted ? { status: 'broken' } : { status: 'broken', error: asEngineError(error) },
    );
  }

  async #capWhenDue(): Promise<void> {
    const clock = this.#clock;
    while (clock.nowMs() < this.#dueAtMs) await clock.sleep(this.#dueAtMs - clock.nowMs(), this.#signal);
    this.#finish({ status: 'capped' });
  }

  /** @returns what came instead of an answer. */
  async #readAnswer(allowsThinking: boolean): Promise<MissingAnswer | undefined> {
    const { maxBulletCount, model, messages, purpose } = this.#plan;
    const parser = createBulletParser({ maxBulletCount, maxWordCount: MAX_WORD_COUNT }, this.#echo);
    this.#parser = parser;
    let receivedCharacters = 0;
    let hasText = false;
    let hasThought = false;
    let doneReason: 'stop' | 'length' | undefined;
    const request: ChatRequest = { messages, purpose, ...(allowsThinking ? { allowsThinking } : {}) };
    for await (const delta of model.chat(request, this.#signal)) {
      if (this.outcome) return undefined;
      if (delta.type !== 'content') {
        hasThought ||= delta.type === 'thinking';
        doneReason = this.#notice(delta) ?? doneReason;
        if (doneReason) break;
        continue;
      }
      hasText ||= delta.text.trim() !== '';
      receivedCharacters += delta.text.length;
      this.#readText(parser, delta.text, hasText);
      if (parser.isFull && this.#conclude(parser, 'complete')) return undefined;
      if (receivedCharacters > ANSWER_LIMIT_CHARACTERS) {
        this.#finish({ status: 'capped' });
        return undefined;
      }
    }
    if (this.#conclude(parser, doneReason === 'length' ? 'capped' : 'complete')) return undefined;
    if (hasThought || parser.hasThought) return 'all-thinking';
    return hasText ? 'nothing-to-show' : 'nothing';
  }

  #readText(parser: BulletParser, text: string, hasText: boolean): void {
    if (hasText) this.firstTokenAtMs ??= this.#clock.nowMs();
    this.outputTokenCount += 1;
    const next = parser.push(text);
    if (next) this.#show(next);
    else if (this.bullets.length === 0 && parser.hasThought) this.#notice({ type: 'thinking' });
  }

  /** @returns false when there is nothing to show. */
  #conclude(parser: BulletParser, status: 'complete' | 'capped'): boolean {
    this.#parser = undefined;
    const whole = parser.end(status === 'capped' ? 'torn' : 'whole');
    this.#show(parser.isUsable ? whole : [], parser.isUsable);
    if (parser.isUsable) this.#finish({ status });
    return parser.isUsable;
  }

  /** The guard may know what to say when a model only repeats its prompt. */
  #sayHonestly(): boolean {
    this.#show([], true);
    if (this.bullets.length > 0) this.#finish({ status: 'complete' });
    return this.bullets.length > 0;
  }

  #notice(delta: Exclude<ChatDelta, { type: 'content' }>): 'stop' | 'length' | undefined {
    if (delta.type === 'loading') {
      // Reported about once a second: the time of the answer counts from the end of the load.
      this.#dueAtMs = this.#clock.nowMs() + ANSWER_LIMIT_MS;
      this.#wait('loading-model', delta.elapsedMs);
    } else if (delta.type === 'starved') {
      this.#dueAtMs += delta.lostMs;
      this.#lostMs += delta.lostMs;
      if (this.bullets.length === 0) this.#wait('machine-busy', this.#elapsedMs());
    } else if (delta.type === 'thinking') {
      if (this.#waiting !== 'thinking') this.#wait('thinking', this.#elapsedMs());
    } else {
      this.outputTokenCount = delta.usage.outputTokenCount ?? this.outputTokenCount;
      return delta.reason;
    }
    return undefined;
  }

  /** Loading, thinking and a retry say more; they stay. */
  #noticeSilence(): void {
    const isUnexplained = this.#waiting === undefined || this.#waiting === 'queued';
    if (this.firstTokenAtMs === undefined && isUnexplained) this.#wait('first-token', this.#elapsedMs());
  }

  #wait(reason: WaitingReason, elapsedMs: number): void {
    this.#waiting = reason;
    for (const watcher of this.#watchers) watcher.onWaiting(reason, elapsedMs);
  }

  #show(parsed: readonly string[], isOver = false): void {
    const next = this.#plan.guard?.(parsed, isOver) ?? parsed;
    // A guard may hold back everything new.
    if (next.join('\n') === this.bullets.join('\n')) return;
    this.bullets = next;
    for (const watcher of this.#watchers) watcher.onBullets(next);
  }

  #finish(result: RunOutcome): void {
    if (this.outcome) return;
    this.trim();
    this.outcome = result;
    this.#permit?.release();
    this.#stopper.abort(ANSWER_OVER);
    for (const watcher of this.#watchers) watcher.onOver(result);
    this.#watchers.clear();
  }

  #elapsedMs(): number {
    return this.#clock.nowMs() - this.#startedAtMs;
  }
}
