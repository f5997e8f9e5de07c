import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { SpeechSegment } from '../base/nouns.ts';
import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import { Semaphore } from '../base/semaphore.ts';
import type { Recognition, Transcriber } from './transcriber.ts';

/** How far the recognizer is behind, and what is done about it. */
export interface TranscriptPressure {
  readonly level: 'none' | 'slower-partials' | 'finals-only' | 'smaller-model' | 'dropping';
  /** One line for the user; '' at level `none`. */
  readonly reason: string;
  /** Ended turns whose text is still owed. */
  readonly waitingTurnCount: number;
  readonly droppedTurnCount: number;
}

export interface PassSchedulerDeps {
  readonly transcriber: Transcriber;
  /** Takes over when the other one cannot keep up. */
  readonly smallerTranscriber?: Transcriber;
  readonly clock: Clock;
  readonly language: () => string;
  readonly vocabulary: () => string;
  readonly onPressure: (pressure: TranscriptPressure) => void;
}

/** A final pass; the turn tells when it has ended, because only an ended turn is owed its text. */
export interface FinalPass {
  readonly segment: SpeechSegment;
  readonly result: Promise<Recognition>;
  cancel(reason: unknown): void;
  /** The turn has ended with this audio. */
  oweText(): void;
}

const WAITING_TURN_LIMIT_COUNT = 8;
const FINALS_ONLY_WAITING_COUNT = 2;
const SMALLER_MODEL_WAITING_COUNT = 4;
/** A fresh partial text at most this often, and the pass time from which the user is told that it is slower. */
const MIN_STEP_MS = 500;
const SLOW_PASS_MS = 1_500;
/** A pass this long would make finals wait too long behind partial ones. */
const FINALS_ONLY_PASS_MS = 4_000;
/** Weight of the newest pass in the mean that is judged. */
const NEWEST_PASS_RATIO = 0.5;
/** After the backlog is gone, the smaller model stays for this long. */
const RECOVERY_MS = 60_000;
/** Audio that may be sent for each second spoken, with a margin to the goal of 3 for pre-roll and pauses. */
const SENT_PER_SPOKEN_RATIO = 2.4;
const MAX_CREDIT_MS = 30_000;
const FIRST_CREDIT_MS = 1_000;

/** Gives the recognizer one pass at a time: final ones first, partial ones only when it has time for them. */
export class PassScheduler {
  readonly #deps: PassSchedulerDeps;
  readonly #turnstile = new Semaphore({ permitCount: 1, priorityCount: 1, queueLimitCount: 256 });
  /** Final passes that wait for the recognizer, oldest first. */
  readonly #waiting = new Set<{ isOwed: boolean; readonly stop: AbortController }>();
  #partialStop: AbortController | undefined;
  #passMs = 0;
  #meanPassMs = 0;
  #creditMs = FIRST_CREDIT_MS;
  #droppedTurnCount = 0;
  #toldDroppedCount = 0;
  #strainedAtMs = Number.NEGATIVE_INFINITY;
  #droppedAtMs = Number.NEGATIVE_INFINITY;
  #level: TranscriptPressure['level'] = 'none';

  constructor(deps: PassSchedulerDeps) {
    this.#deps = deps;
  }

  /** New audio that a partial pass must cover at least: never less than the last pass took. */
  get partialStepMs(): number {
    return Math.max(MIN_STEP_MS, this.#passMs);
  }

  /** Speech went on for so long; it earns audio for passes. */
  earn(spokenMs: number): void {
    this.#creditMs = Math.min(MAX_CREDIT_MS, this.#creditMs + spokenMs * SENT_PER_SPOKEN_RATIO);
  }

  /** True when the recognizer has time for a partial pass over `audioMs`, the final one to come included. */
  canRunPartial(audioMs: number): boolean {
    const isAllowed = this.#level === 'none' || this.#level === 'slower-partials';
    return isAllowed && this.#turnstile.heldCount === 0 && this.#creditMs >= 2 * audioMs;
  }

  /** @throws `signal.reason`, also when a final pass needs the recognizer. */
  async runPartial(segment: SpeechSegment, signal: AbortSignal): Promise<Recognition> {
    const stop = new AbortController();
    this.#partialStop = stop;
    try {
      return await this.#run(segment, 'partial', AbortSignal.any([signal, stop.signal]));
    } finally {
      if (this.#partialStop === stop) this.#partialStop = undefined;
    }
  }

  startFinal(segment: SpeechSegment, signal: AbortSignal): FinalPass {
    const request = { isOwed: false, stop: new AbortController() };
    this.#waiting.add(request);
    this.#partialStop?.abort(new DOMException('A final pass comes first.', 'AbortError'));
    const result = this.#run(segment, 'final', AbortSignal.any([signal, request.stop.signal]), () => {
      this.#waiting.delete(request);
    }).finally(() => {
      this.#waiting.delete(request);
      this.#reportPressure();
    });
    // Whoever cancels a pass no longer waits for it.
    result.catch(() => undefined);
    return {
      segment,
      result,
      cancel: (reason) => request.stop.abort(reason),
      oweText: () => {
        request.isOwed = true;
        this.#dropBeyondLimit();
        this.#reportPressure();
      },
    };
  }

  async #run(
    segment: SpeechSegment,
    pass: 'partial' | 'final',
    signal: AbortSignal,
    onStart?: () => void,
  ): Promise<Recognition> {
    using _permit = await this.#turnstile.acquire(0, signal);
    onStart?.();
    this.#creditMs -= (segment.samples.length / PIPELINE_RATE_HZ) * 1_000;
    const { transcriber, smallerTranscriber, language, vocabulary } = this.#deps;
    const isSmall = this.#level === 'smaller-model' || this.#level === 'dropping';
    const chosen = isSmall && smallerTranscriber ? smallerTranscriber : transcriber;
    const recognition = await chosen.transcribe(
      segment,
      { pass, language: language(), vocabulary: vocabulary() },
      signal,
    );
    if (recognition.computeMs > 0) {
      this.#passMs = recognition.computeMs;
      this.#meanPassMs += (recognition.computeMs - this.#meanPassMs) * NEWEST_PASS_RATIO;
    }
    this.#reportPressure();
    return recognition;
  }

  #owed(): readonly { readonly stop: AbortController }[] {
    return [...this.#waiting].filter((request) => request.isOwed);
  }

  #dropBeyondLimit(): void {
    const owed = this.#owed();
    if (owed.length <= WAITING_TURN_LIMIT_COUNT) return;
    this.#droppedTurnCount += 1;
    this.#droppedAtMs = this.#deps.clock.nowMs();
    owed[0]?.stop.abort(
      new EngineError(
        'backlog-full',
        'Speech recognition cannot keep up; the oldest utterance was dropped.',
        'Pick a smaller speech model.',
      ),
    );
  }

  #reportPressure(): void {
    const waitingTurnCount = this.#owed().length;
    const level = this.#judge(waitingTurnCount);
    const droppedTurnCount = this.#droppedTurnCount;
    if (level === this.#level && droppedTurnCount === this.#toldDroppedCount) return;
    this.#level = level;
    this.#toldDroppedCount = droppedTurnCount;
    this.#deps.onPressure({
      level,
      reason: this.#reasonFor(level, waitingTurnCount),
      waitingTurnCount,
      droppedTurnCount,
    });
  }

  #judge(waitingTurnCount: number): TranscriptPressure['level'] {
    const nowMs = this.#deps.clock.nowMs();
    if (waitingTurnCount >= SMALLER_MODEL_WAITING_COUNT) this.#strainedAtMs = nowMs;
    if (nowMs - this.#droppedAtMs < RECOVERY_MS) return 'dropping';
    if (this.#deps.smallerTranscriber && nowMs - this.#strainedAtMs < RECOVERY_MS) return 'smaller-model';
    if (waitingTurnCount >= FINALS_ONLY_WAITING_COUNT || this.#meanPassMs > FINALS_ONLY_PASS_MS)
      return 'finals-only';
    return this.#meanPassMs > SLOW_PASS_MS ? 'slower-partials' : 'none';
  }

  #reasonFor(level: TranscriptPressure['level'], waitingTurnCount: number): string {
    const seconds = (this.#meanPassMs / 1_000).toFixed(1);
    switch (level) {
      case 'none':
        return '';
      case 'slower-partials':
        return `Live text comes in steps of ${seconds} s: this speech model is slow here.`;
      case 'finals-only':
        return `No live text while people talk: ${waitingTurnCount} utterances wait, a pass takes ${seconds} s.`;
      case 'smaller-model':
        return 'A smaller speech model took over, because the chosen one cannot keep up.';
      case 'dropping':
        return `Speech recognition cannot keep up: ${this.#droppedTurnCount} utterances were dropped.`;
    }
  }
}
