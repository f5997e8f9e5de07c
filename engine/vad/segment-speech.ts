import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { type AudioFrame, PIPELINE_RATE_HZ, type SpeechEvent } from '../base/nouns.ts';
import { AudioHistory, HOP_SAMPLES } from './audio-history.ts';
import type { SegmenterControl } from './segmenter-control.ts';
import type { VoiceDetector } from './voice-detector.ts';
import { TurnTracker } from './turn-tracker.ts';
import { createVoiceActivity, type VoiceActivity } from './voice-activity.ts';

export interface SegmenterDeps {
  readonly voiceDetector: VoiceDetector;
  readonly clock: Clock;
  readonly nextTurnId: () => string;
  /** How long the pause of a turn must last to end it; asked again every 10 ms, since text may arrive. */
  readonly hangoverMs: (turnId: string, pauseMs: number) => number;
  /** A pause that did not end its turn: speech resumed after `pauseMs`. */
  readonly onPauseResumed?: (turnId: string, pauseMs: number) => void;
  readonly control: SegmenterControl;
  readonly log: Logger;
}

/** Lost audio up to this length is taken for silence; a longer gap ends an open turn. */
const MAX_BRIDGED_GAP_SAMPLES = PIPELINE_RATE_HZ / 2;

/**
 * Cuts one channel into turns: started (extended | paused | resumed)* (ended | discarded), one open at a time.
 * Decisions depend on the samples alone, not on how they were cut into frames.
 * @throws `signal.reason` when aborted, and what the source or the detector throws.
 */
export async function* segmentSpeech(
  frames: AsyncIterable<AudioFrame>,
  deps: SegmenterDeps,
  signal: AbortSignal,
): AsyncGenerator<SpeechEvent, void, undefined> {
  const { control } = deps;
  const iterator = frames[Symbol.asyncIterator]();
  let front: FrontEnd | undefined;
  let pending: Promise<IteratorResult<AudioFrame, unknown>> | undefined;
  let wake: (() => void) | undefined;
  const ring = (): void => wake?.();
  control.onOrder = ring;
  signal.addEventListener('abort', ring, { once: true });
  try {
    for (;;) {
      pending ??= iterator.next();
      const result = await firstOf(pending, (resolve) => (wake = resolve));
      signal.throwIfAborted();
      // Without a first frame there is no channel yet, and nothing that an order could be about.
      if (front) {
        obey(control, front.turns);
        if (front.hasEvents) yield* front.takeEvents();
      }
      if (!result) continue;
      pending = undefined;
      if (result.done) break;
      front ??= new FrontEnd(deps, result.value);
      control.isIdle = false;
      await front.hear(result.value);
      if (front.hasEvents) yield* front.takeEvents();
    }
    front?.turns.end('source-ended');
    if (front) yield* front.takeEvents();
  } finally {
    control.isIdle = true;
    control.onOrder = undefined;
    signal.removeEventListener('abort', ring);
    const closed = iterator.return?.();
    // A source that still owes a frame closes when that comes, or when its signal says so.
    if (pending) closed?.catch(() => undefined);
    else await closed;
  }
}

/** Samples in, events out: what a channel's segmenter remembers. */
class FrontEnd {
  readonly turns: TurnTracker;
  readonly #detector: VoiceDetector;
  readonly #log: Logger;
  readonly #history = new AudioHistory();
  readonly #activity: VoiceActivity;
  readonly #window: Float32Array;
  #windowFillCount = 0;
  #probability = 0;
  /** Where the source's next frame should start. */
  #expectedSamples = 0;
  /** The source's positions minus ours: not 0 once a source restarted its count. */
  #offsetSamples = 0;
  #events: SpeechEvent[] = [];

  constructor(deps: SegmenterDeps, first: AudioFrame) {
    this.#detector = deps.voiceDetector;
    this.#log = deps.log;
    this.#window = new Float32Array(deps.voiceDetector.windowSamples);
    this.#activity = createVoiceActivity(this.#history);
    this.turns = new TurnTracker({
      ...deps,
      onPauseResumed: deps.onPauseResumed,
      history: this.#history,
      activity: this.#activity,
      channel: first.channel,
      emit: (event) => this.#events.push(event),
    });
  }

  get hasEvents(): boolean {
    return this.#events.length > 0;
  }

  async hear({ samples, startSamples }: AudioFrame): Promise<void> {
    if (startSamples > this.#expectedSamples) {
      this.#bridge(startSamples);
    } else if (startSamples < this.#expectedSamples) {
      // A source that restarts its count just continues here: positions never run backwards.
      this.#offsetSamples = startSamples - this.#history.endSamples;
    }
    this.#expectedSamples = startSamples + samples.length;
    for (let start = 0; start < samples.length;) {
      const end = Math.min(
        samples.length,
        start + this.#history.samplesToHopEnd,
        start + this.#window.length - this.#windowFillCount,
      );
      for (let index = start; index < end; index += 1)
        this.#window[this.#windowFillCount++] = samples[index]! / 0x8000;
      const isHopWhole = this.#history.append(samples, start, end);
      if (this.#windowFillCount === this.#window.length) {
        this.#windowFillCount = 0;
        const probability = this.#detector.detect(this.#window);
        this.#probability = typeof probability === 'number' ? probability : await probability;
      }
      if (isHopWhole) this.turns.observe(this.#history.endHop - 1, this.#probability);
      start = end;
    }
  }

  takeEvents(): readonly SpeechEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #bridge(startSamples: number): void {
    const gapSamples = startSamples - this.#expectedSamples;
    if (gapSamples > MAX_BRIDGED_GAP_SAMPLES && this.#expectedSamples > 0) {
      this.#log.info('audio was lost', { gapSamples });
      this.turns.breakOff();
      this.#detector.reset();
      this.#probability = 0;
    }
    const positionSamples = Math.max(startSamples - this.#offsetSamples, this.#history.endSamples);
    this.#history.skipTo(Math.ceil(positionSamples / HOP_SAMPLES) * HOP_SAMPLES);
    this.#windowFillCount = 0;
  }
}

function obey(control: SegmenterControl, turns: TurnTracker): void {
  for (const order of control.takeOrders()) {
    if (order.type === 'hold') turns.hold();
    else turns.end(order.reason);
  }
}

/** What `pending` gives, or undefined when woken before. */
function firstOf<Value>(
  pending: Promise<Value>,
  onWake: (wake: () => void) => void,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    onWake(() => resolve(undefined));
    pending.then(resolve, reject);
  });
}
