import type { Clock } from '../base/clock.ts';
import { EngineError, asEngineError } from '../base/engine-error.ts';
import type { Permit, Semaphore } from '../base/semaphore.ts';
import type { WaitingReason } from './answer-event.ts';
import { createBulletParser, HONEST_BULLET, type BulletParser } from './bullets/bullet-parser.ts';
import type { ChatDelta, ChatModel, ChatRequest } from './chat-model.ts';
import type { AnswerGuard } from './own-fact-guard.ts';
import { createPromptEcho } from './bullets/prompt-echo.ts';

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
  /** Shows the bullets without the phrase that an end now would tear. */
  trim(): void;
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
  const echo = createPromptEcho(plan.messages, HONEST_BULLET);
  let parser: BulletParser | undefined;
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
    if (next.join('\n') === bullets.join('\n')) return;
    bullets = next;
    for (const watcher of watchers) watcher.onBullets(next);
  }

  function trim(): void {
    if (outcome || bullets.length === 0 || !parser) return;
    const ended = parser;
    parser = undefined;
    const whole = ended.end('torn');
    show(ended.isUsable ? whole : [], ended.isUsable);
  }

  function finish(result: FlightOutcome): void {
    if (outcome) return;
    trim();
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
      let missing = await readAnswer(false);
      if (missing === undefined || outcome) return;
      wait('retrying', clock.nowMs() - startedAtMs);
      missing = await readAnswer(missing === 'all-thinking');
      if (missing !== undefined && !outcome) throw emptyAnswer(plan.model.name, missing);
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

  /** @returns what was there instead of an answer. */
  async function readAnswer(allowsThinking: boolean): Promise<MissingAnswer | undefined> {
    const reading = createBulletParser(
      { maxBulletCount: plan.maxBulletCount, maxWordCount: MAX_WORD_COUNT },
      echo,
    );
    parser = reading;
    let receivedBytes = 0;
    let hasText = false;
    let hasThought = false;
    let doneReason: 'stop' | 'length' | undefined;
    const request: ChatRequest = {
      messages: plan.messages,
      purpose: plan.purpose,
      ...(allowsThinking ? { allowsThinking } : {}),
    };
    for await (const delta of plan.model.chat(request, flightSignal)) {
      if (outcome) return undefined;
      if (delta.type !== 'content') {
        hasThought ||= delta.type === 'thinking';
        doneReason = notice(delta) ?? doneReason;
        if (doneReason) break;
        continue;
      }
      hasText ||= delta.text.trim() !== '';
      if (hasText) firstTokenAtMs ??= clock.nowMs();
      outputTokenCount += 1;
      receivedBytes += Buffer.byteLength(delta.text);
      const next = reading.push(delta.text);
      if (next) show(next);
      else if (bullets.length === 0 && reading.hasThought) notice({ type: 'thinking' });
      if (reading.isFull && conclude(reading, 'complete')) return undefined;
      if (receivedBytes > MAX_ANSWER_BYTES) {
        finish({ status: 'capped' });
        return undefined;
      }
    }
    if (conclude(reading, doneReason === 'length' ? 'capped' : 'complete')) return undefined;
    if (hasThought || reading.hasThought) return 'all-thinking';
    return hasText ? 'nothing-to-show' : 'nothing';
  }

  /** @returns false when there is nothing to show. */
  function conclude(reading: BulletParser, status: 'complete' | 'capped'): boolean {
    parser = undefined;
    const whole = reading.end(status === 'capped' ? 'torn' : 'whole');
    show(reading.isUsable ? whole : [], reading.isUsable);
    if (reading.isUsable) finish({ status });
    return reading.isUsable;
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
    trim,
    stop: () => finish({ status: 'broken' }),
    landed: fly(),
  };
}

/** The model thought and wrote no answer, wrote markup or echoes only, or wrote nothing. */
type MissingAnswer = 'all-thinking' | 'nothing-to-show' | 'nothing';

function emptyAnswer(modelName: string, missing: MissingAnswer): EngineError {
  switch (missing) {
    case 'all-thinking':
      return new EngineError(
        'model-empty-answer',
        `${modelName} spent its whole output on thinking and wrote no answer.`,
        'Turn off thinking for this model on its server, or pick a model that does not think.',
      );
    case 'nothing-to-show':
      return new EngineError(
        'model-empty-answer',
        `${modelName} wrote nothing that answers the question.`,
        'Ask in other words, or pick a larger model.',
      );
    case 'nothing':
      return new EngineError(
        'model-empty-answer',
        `${modelName} gave an empty answer twice.`,
        'Ask again, or pick another model.',
      );
  }
}
