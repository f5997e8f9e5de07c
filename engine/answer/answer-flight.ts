import type { Clock } from '../base/clock.ts';
import { EngineError, asEngineError } from '../base/engine-error.ts';
import type { Permit, Semaphore } from '../base/semaphore.ts';
import type { WaitingReason } from './answer-event.ts';
import { createBulletParser } from './bullet-parser.ts';
import type { ChatDelta, ChatModel, ChatRequest } from './chat-model.ts';
import type { AnswerGuard } from './own-fact-guard.ts';

/** Classes of the limiter's queue, most urgent first. */
export const PRIORITY = { foreground: 0, speculative: 1, prewarm: 2 } as const;
export type FlightPurpose = keyof typeof PRIORITY;

const MAX_WORD_COUNT = 14;
/** An answer may not grow beyond this, or last longer, whatever the model does; loading has its own deadline. */
const MAX_ANSWER_BYTES = 256 * 1024;
const MAX_ANSWER_MS = 45_000;
/** A model that has said nothing for this long after the request is told to be waited for. */
const SILENCE_NOTICE_MS = 2_000;
/** Made once: its stack costs more than the rest of ending an answer. */
const ANSWER_OVER = new DOMException('The answer is over.', 'AbortError');

export interface FlightPlan {
  readonly key: string;
  readonly model: ChatModel;
  readonly messages: ChatRequest['messages'];
  readonly purpose: FlightPurpose;
  readonly maxBulletCount: number;
  /** What of it may be shown, where a model cannot be trusted. */
  readonly guard?: AnswerGuard | undefined;
}

export type FlightOutcome =
  | { readonly status: 'complete' | 'capped' }
  /** `error` is absent when the flight was stopped on purpose. */
  | { readonly status: 'broken'; readonly error?: EngineError };

export interface FlightWatcher {
  onWaiting(reason: WaitingReason, elapsedMs: number): void;
  onBullets(bullets: readonly string[]): void;
  onOver(outcome: FlightOutcome): void;
}

/** One upstream stream, read once and shown to any number of watchers; late ones get a replay. */
export interface AnswerFlight {
  readonly key: string;
  readonly purpose: FlightPurpose;
  readonly model: ChatModel;
  /** Whole words so far. */
  readonly bullets: readonly string[];
  readonly outcome: FlightOutcome | undefined;
  /** Undefined while the permit is waited for. */
  readonly requestedAtMs: number | undefined;
  readonly firstTokenAtMs: number | undefined;
  readonly outputTokenCount: number;
  /** @returns a function that stops watching. */
  watch(watcher: FlightWatcher): () => void;
  /** Ends the stream upstream and frees its permit at once. */
  stop(): void;
  /** Settles once nothing of the flight runs any more. */
  readonly landed: Promise<void>;
}

/** Takes off at once; errors end up in `outcome`, never in a rejection. */
export function startFlight(
  plan: FlightPlan,
  deps: { readonly limiter: Semaphore; readonly clock: Clock },
  signal: AbortSignal,
): AnswerFlight {
  const { limiter, clock } = deps;
  const stopper = new AbortController();
  const flightSignal = AbortSignal.any([signal, stopper.signal]);
  const watchers = new Set<FlightWatcher>();
  const startedAtMs = clock.nowMs();
  let outcome: FlightOutcome | undefined;
  let bullets: readonly string[] = [];
  let requestedAtMs: number | undefined;
  let dueAtMs = Infinity;
  let firstTokenAtMs: number | undefined;
  let outputTokenCount = 0;
  let permit: Permit | undefined;
  let waiting: WaitingReason | undefined;

  function wait(reason: WaitingReason, elapsedMs: number): void {
    waiting = reason;
    for (const watcher of watchers) watcher.onWaiting(reason, elapsedMs);
  }

  /** Loading, thinking and a second try say more; they stand. */
  function noticeSilence(): void {
    const isUnexplained = waiting === undefined || waiting === 'queued';
    if (firstTokenAtMs === undefined && isUnexplained) wait('first-token', clock.nowMs() - startedAtMs);
  }

  function show(parsed: readonly string[], isOver = false): void {
    const next = plan.guard?.(parsed, isOver) ?? parsed;
    // A guard may hold back all that is new.
    if (plan.guard && next.join('\n') === bullets.join('\n')) return;
    bullets = next;
    for (const watcher of watchers) watcher.onBullets(next);
  }

  function finish(result: FlightOutcome): void {
    if (outcome) return;
    outcome = result;
    permit?.release();
    stopper.abort(ANSWER_OVER);
    for (const watcher of watchers) watcher.onOver(result);
    watchers.clear();
  }

  async function fly(): Promise<void> {
    try {
      permit = limiter.tryAcquire();
      if (!permit) {
        wait('queued', 0);
        permit = await limiter.acquire(PRIORITY[plan.purpose], flightSignal);
      }
      requestedAtMs = clock.nowMs();
      void clock.sleep(SILENCE_NOTICE_MS, flightSignal).then(noticeSilence, () => undefined);
      dueAtMs = requestedAtMs + MAX_ANSWER_MS;
      void capWhenDue().catch(() => undefined);
      const isAnswered = await readAnswer();
      if (isAnswered || outcome) return;
      wait('retrying', clock.nowMs() - startedAtMs);
      if (!(await readAnswer())) throw emptyAnswer(plan.model.name);
    } catch (error) {
      finish(flightSignal.aborted ? { status: 'broken' } : { status: 'broken', error: asEngineError(error) });
    } finally {
      permit?.release();
    }
  }

  async function capWhenDue(): Promise<void> {
    while (clock.nowMs() < dueAtMs) await clock.sleep(dueAtMs - clock.nowMs(), flightSignal);
    finish({ status: 'capped' });
  }

  /** @returns false when the model ended without a word. */
  async function readAnswer(): Promise<boolean> {
    const parser = createBulletParser({ maxBulletCount: plan.maxBulletCount, maxWordCount: MAX_WORD_COUNT });
    let receivedBytes = 0;
    let doneReason: 'stop' | 'length' | undefined;
    const request: ChatRequest = { messages: plan.messages, purpose: plan.purpose };
    for await (const delta of plan.model.chat(request, flightSignal)) {
      if (outcome) return true;
      if (delta.type !== 'content') {
        doneReason = notice(delta) ?? doneReason;
        if (doneReason) break;
        continue;
      }
      firstTokenAtMs ??= clock.nowMs();
      outputTokenCount += 1;
      receivedBytes += Buffer.byteLength(delta.text);
      const next = parser.push(delta.text);
      if (next) show(next);
      if (parser.isFull) {
        if (plan.guard) show(parser.bullets, true);
        finish({ status: 'complete' });
        return true;
      }
      if (receivedBytes > MAX_ANSWER_BYTES) {
        finish({ status: 'capped' });
        return true;
      }
    }
    if (!parser.hasText) return false;
    if (doneReason === 'length') {
      if (bullets.length === 0) show(parser.end(), true);
      finish({ status: 'capped' });
    } else {
      show(parser.end(), true);
      finish({ status: 'complete' });
    }
    return true;
  }

  function notice(delta: Exclude<ChatDelta, { type: 'content' }>): 'stop' | 'length' | undefined {
    if (delta.type === 'loading') {
      // Told about once a second: the time of the answer counts from the end of the load.
      dueAtMs = clock.nowMs() + MAX_ANSWER_MS;
      wait('loading-model', delta.elapsedMs);
    } else if (delta.type === 'thinking') {
      if (waiting !== 'thinking') wait('thinking', clock.nowMs() - startedAtMs);
    } else {
      outputTokenCount = delta.usage.outputTokenCount ?? outputTokenCount;
      return delta.reason;
    }
    return undefined;
  }

  return {
    key: plan.key,
    purpose: plan.purpose,
    model: plan.model,
    get bullets() {
      return bullets;
    },
    get outcome() {
      return outcome;
    },
    get requestedAtMs() {
      return requestedAtMs;
    },
    get firstTokenAtMs() {
      return firstTokenAtMs;
    },
    get outputTokenCount() {
      return outputTokenCount;
    },
    watch(watcher) {
      if (!outcome) {
        watchers.add(watcher);
        if (waiting && bullets.length === 0) watcher.onWaiting(waiting, clock.nowMs() - startedAtMs);
      }
      if (bullets.length > 0) watcher.onBullets(bullets);
      if (outcome) watcher.onOver(outcome);
      return () => watchers.delete(watcher);
    },
    stop: () => finish({ status: 'broken' }),
    landed: fly(),
  };
}

function emptyAnswer(modelName: string): EngineError {
  return new EngineError(
    'model-empty-answer',
    `${modelName} gave an empty answer twice.`,
    'Ask again, or pick another model.',
  );
}
