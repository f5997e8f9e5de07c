import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import { samplesMs, type SpeechSegment } from '../base/nouns.ts';
import { PassPace } from './pass-pace.ts';
import { PassQueue, type PassUrgency } from './pass-queue.ts';
import { createPressureGauge, type TranscriptPressure } from './transcript-pressure.ts';
import type { Recognition, Transcriber } from './recognizers/base/transcriber.ts';

export interface PassSchedulerDeps {
  readonly transcriber: Transcriber;
  /** Takes over when the other one cannot keep up. */
  readonly smallerTranscriber?: Transcriber;
  /** Shared with other users of the recognizer, if there are any. */
  readonly queue?: PassQueue;
  /** Compute time of `transcriber` on a clip of speech to its length, measured on the machine at rest. */
  readonly measuredFactor?: () => number | undefined;
  readonly clock: Clock;
  readonly language: () => string;
  readonly vocabulary: () => string;
  readonly onPressure: (pressure: TranscriptPressure) => void;
  /** Settles with the first bullet of the answer that is awaited; undefined when none is. */
  readonly firstBullet?: (() => Promise<void> | undefined) | undefined;
  /** A pass succeeded: what failed before may be tried again. */
  readonly onRecognized?: () => void;
  /** Ended turns that may wait; the oldest beyond that is refused with `backlog-full`. Left out: no limit. */
  readonly waitingLimitCount?: number;
}

/** A final pass; the turn reports its own end, because only an ended turn is owed its text. */
export interface FinalPass {
  readonly result: Promise<Recognition>;
  cancel(reason: unknown): void;
  /** Cancels it if the recognizer has not started it; a running pass may still be of use and cannot be stopped. */
  cancelIfWaiting(reason: unknown): void;
  /** The turn has ended with this audio. */
  oweText(): void;
}

/** A fresh partial text at most this often. */
const MIN_STEP_MS = 500;
/** Share of the time in which a final pass may find the recognizer taken by a partial one. */
const MAX_PARTIAL_DUTY_RATIO = 0.25;
/** A running pass cannot be stopped by every recognizer: a partial one may delay a final one by this much. */
const MAX_PARTIAL_PASS_MS = 450;
/** Audio that may be sent for each second spoken, with a margin to the goal of 3 for pre-roll and pauses. */
const SENT_PER_SPOKEN_RATIO = 2.4;
const MAX_CREDIT_MS = 30_000;
const FIRST_CREDIT_MS = 1_000;
/** A pass cannot be stopped by every recognizer, and half of the pauses that end at all end within 150 ms. */
const SETTLE_FREE_PASS_MS = 450;
const SETTLE_RATIO = 0.3;
const MAX_SETTLE_MS = 150;
/** The user's words wait for the first bullet of an answer, but no longer than this. */
const MAX_BULLET_WAIT_MS = 1_500;

/** Decides which passes the recognizer is given: each final one, and partial ones when it has time for them. */
export class PassScheduler {
  readonly #deps: PassSchedulerDeps;
  readonly #queue: PassQueue;
  /** Final passes that wait for the recognizer, oldest first. */
  readonly #waiting = new Set<{ isOwed: boolean; readonly stop: AbortController }>();
  readonly #chosenPace: PassPace;
  readonly #smallerPace = new PassPace(() => undefined);
  readonly #pressure: ReturnType<typeof createPressureGauge>;
  #creditMs = FIRST_CREDIT_MS;

  constructor(deps: PassSchedulerDeps) {
    this.#deps = deps;
    this.#queue = deps.queue ?? new PassQueue();
    this.#chosenPace = new PassPace(deps.measuredFactor ?? (() => undefined));
    this.#pressure = createPressureGauge({
      clock: deps.clock,
      chosenPace: this.#chosenPace,
      smallerPace: this.#smallerPace,
      hasSmaller: deps.smallerTranscriber !== undefined,
      onPressure: deps.onPressure,
    });
  }

  /** New audio that a partial pass must cover at least, so that most finals find the recognizer free. */
  get partialStepMs(): number {
    return Math.max(MIN_STEP_MS, this.#pace.lastPassMs / MAX_PARTIAL_DUTY_RATIO);
  }

  /** Speech lasted this long, which earns audio for passes. */
  earn(spokenMs: number): void {
    this.#creditMs = Math.min(MAX_CREDIT_MS, this.#creditMs + spokenMs * SENT_PER_SPOKEN_RATIO);
  }

  /** True when the recognizer has time for a partial pass over `audioMs`, the final one to come included. */
  canRunPartial(audioMs: number): boolean {
    return (
      this.#pressure.allowsPartials &&
      this.#queue.isFreeFor('partial') &&
      this.#deps.firstBullet?.() === undefined &&
      this.#creditMs >= 2 * audioMs &&
      this.#pace.expectedMs(audioMs) <= MAX_PARTIAL_PASS_MS
    );
  }

  /** How long a pause must last before a pass over `audioMs` begins: the longer, the more such a pass costs. */
  settleMs(audioMs: number): number {
    const excessMs = this.#pace.expectedMs(audioMs) - SETTLE_FREE_PASS_MS;
    return Math.min(MAX_SETTLE_MS, Math.max(0, excessMs * SETTLE_RATIO));
  }

  /** @throws `signal.reason`, also when a final pass needs the recognizer. */
  runPartial(segment: SpeechSegment, signal: AbortSignal): Promise<Recognition> {
    return this.#run(segment, 'partial', signal);
  }

  startFinal(segment: SpeechSegment, signal: AbortSignal): FinalPass {
    const request = { isOwed: false, stop: new AbortController() };
    this.#waiting.add(request);
    const stop = AbortSignal.any([signal, request.stop.signal]);
    const onStart = (): void => void this.#waiting.delete(request);
    const result = this.#run(segment, segment.channel, stop, onStart).finally(() => {
      this.#waiting.delete(request);
      this.#noteWaiting();
    });
    // The caller that cancels a pass no longer waits for it.
    result.catch(() => undefined);
    return {
      result,
      cancel: (reason) => request.stop.abort(reason),
      cancelIfWaiting: (reason) => {
        if (this.#waiting.has(request)) request.stop.abort(reason);
      },
      oweText: () => {
        request.isOwed = true;
        this.#refuseBeyondLimit();
        this.#noteWaiting();
      },
    };
  }

  /** The pass of a turn that ended a while ago: it waits until no turn of now wants the recognizer. */
  runLate(segment: SpeechSegment, signal: AbortSignal): Promise<Recognition> {
    return this.#run(segment, 'late', signal);
  }

  noteLate(lateTurnCount: number): void {
    this.#pressure.noteLate(lateTurnCount);
  }

  noteLost(): void {
    this.#pressure.noteLost();
  }

  get #pace(): PassPace {
    return this.#pressure.usesSmaller ? this.#smallerPace : this.#chosenPace;
  }

  async #run(
    segment: SpeechSegment,
    urgency: PassUrgency,
    signal: AbortSignal,
    onStart?: () => void,
  ): Promise<Recognition> {
    if (urgency === 'me' || urgency === 'late') await this.#letAnswerBegin(signal);
    const pass = urgency === 'partial' ? 'partial' : 'final';
    return this.#queue.run(
      urgency,
      (stop) => {
        onStart?.();
        return this.#transcribe(segment, pass, stop);
      },
      signal,
    );
  }

  async #transcribe(
    segment: SpeechSegment,
    pass: 'partial' | 'final',
    signal: AbortSignal,
  ): Promise<Recognition> {
    const audioMs = samplesMs(segment.samples.length);
    this.#creditMs -= audioMs;
    const { transcriber, smallerTranscriber, language, vocabulary, onRecognized } = this.#deps;
    const pace = this.#pace;
    const isSmaller = this.#pressure.usesSmaller && smallerTranscriber !== undefined;
    const recognition = await (isSmaller ? smallerTranscriber : transcriber).transcribe(
      segment,
      { pass, language: language(), vocabulary: vocabulary() },
      signal,
    );
    pace.observe(recognition.computeMs, audioMs);
    this.#noteWaiting();
    onRecognized?.();
    return recognition;
  }

  /** On a small machine an answer and a pass at once take longer than one after the other. */
  async #letAnswerBegin(signal: AbortSignal): Promise<void> {
    const firstBullet = this.#deps.firstBullet?.();
    if (!firstBullet) return;
    const patience = new AbortController();
    const isOver = AbortSignal.any([signal, patience.signal]);
    await Promise.race([
      firstBullet,
      this.#deps.clock.sleep(MAX_BULLET_WAIT_MS, isOver).catch(() => undefined),
    ]);
    patience.abort();
  }

  #owed(): readonly { readonly stop: AbortController }[] {
    return [...this.#waiting].filter((request) => request.isOwed);
  }

  #refuseBeyondLimit(): void {
    const owed = this.#owed();
    if (owed.length <= (this.#deps.waitingLimitCount ?? Number.POSITIVE_INFINITY)) return;
    owed[0]?.stop.abort(
      new EngineError('backlog-full', 'Speech recognition is behind.', 'The text comes later.'),
    );
  }

  #noteWaiting(): void {
    this.#pressure.noteWaiting(this.#owed().length);
  }
}
