import { type AudioFrame, PIPELINE_RATE_HZ, samplesMs } from '../base/nouns.ts';
import { BLOCK_SAMPLES, EchoFilter } from './echo-filter.ts';
import type { EchoEvidence } from './echo-evidence.ts';
import type { ReferenceSound, Timeline } from './reference-sound.ts';

/** The reference may arrive this much later than its echo: a monitor adds its own delay. */
const LOOKAHEAD_SAMPLES = PIPELINE_RATE_HZ / 10;
/** Together with the lookahead: echoes from 100 ms before to 280 ms after the reference are found. */
const PARTITION_COUNT = 24;
/** A reference that stays away for longer than this is silence. */
const MAX_WAIT_SAMPLES = (PIPELINE_RATE_HZ * 3) / 10;
/** Quieter than this the loudspeaker plays nothing that a microphone could hear, -70 dBFS. */
const SILENT_POWER = 1e-7;
/** Residual echo is attenuated by this much while the microphone has no speech. */
const RESIDUAL_RATIO = 0.1;
/** With headphones it is enough to look for an echo in 4 of every 16 s. */
const WATCH_PERIOD_COUNT = 1_000;
const WATCH_COUNT = 250;
/** A gain may change by this much in a block, so that it is not heard as a click. */
const GAIN_STEP_RATIO = 0.5;

export interface EchoCancellerDeps {
  readonly reference: ReferenceSound;
  readonly timeline: Timeline;
  readonly evidence: EchoEvidence;
}

/**
 * Takes what the loudspeaker plays out of the microphone's sound. While no echo was seen, as with headphones,
 * frames pass untouched and at once; from then on they come about 115 ms later. Positions are kept.
 */
export async function* cancelEcho(
  frames: AsyncIterable<AudioFrame>,
  deps: EchoCancellerDeps,
): AsyncGenerator<AudioFrame, void, undefined> {
  const canceller = new EchoCanceller(deps);
  let channel: AudioFrame['channel'] = 'me';
  const asFrame = ({ samples, startSamples }: Stretch): AudioFrame => ({ channel, samples, startSamples });
  for await (const frame of frames) {
    channel = frame.channel;
    for (const stretch of canceller.take(frame)) yield asFrame(stretch);
  }
  const rest = canceller.finish();
  if (rest) yield asFrame(rest);
}

interface Stretch {
  readonly samples: Int16Array;
  readonly startSamples: number;
}

class EchoCanceller {
  readonly #deps: EchoCancellerDeps;
  readonly #filter = new EchoFilter(PARTITION_COUNT);
  /** Sound that was not compared with the reference yet; the start of it at `#startSamples`. */
  #waiting = new Int16Array(4 * BLOCK_SAMPLES + LOOKAHEAD_SAMPLES + MAX_WAIT_SAMPLES);
  #waitingCount = 0;
  #startSamples = 0;
  /** Samples of `#waiting` that were passed on as they are. */
  #passedCount = 0;
  /** The engine's clock less the channel's own positions. */
  #offsetSamples = 0;
  #quietBlockCount = PARTITION_COUNT;
  #gain = 1;
  #blockCount = 0;
  readonly #microphone = new Float64Array(BLOCK_SAMPLES);
  readonly #reference = new Float64Array(BLOCK_SAMPLES);

  constructor(deps: EchoCancellerDeps) {
    this.#deps = deps;
  }

  *take(frame: AudioFrame): Generator<Stretch, void, undefined> {
    this.#offsetSamples = this.#deps.timeline.observe(frame) - frame.startSamples;
    if (frame.startSamples !== this.#startSamples + this.#waitingCount) {
      const rest = this.finish();
      if (rest) yield rest;
      this.#jump(frame.startSamples);
    }
    this.#append(frame.samples);
    if (!this.#deps.evidence.isEchoSeen && this.#passedCount === this.#waitingCount - frame.samples.length) {
      this.#passedCount = this.#waitingCount;
      yield frame;
    }
    while (this.#isBlockDue()) {
      const block = this.#process();
      if (block) yield block;
    }
  }

  /** @returns what was not passed on yet. */
  finish(): Stretch | undefined {
    const { samples, startSamples } = {
      samples: this.#waiting.slice(this.#passedCount, this.#waitingCount),
      startSamples: this.#startSamples + this.#passedCount,
    };
    this.#startSamples += this.#waitingCount;
    this.#waitingCount = 0;
    this.#passedCount = 0;
    return samples.length > 0 ? { samples, startSamples } : undefined;
  }

  #append(samples: Int16Array): void {
    if (this.#waitingCount + samples.length > this.#waiting.length) {
      const larger = new Int16Array(2 * (this.#waitingCount + samples.length));
      larger.set(this.#waiting.subarray(0, this.#waitingCount));
      this.#waiting = larger;
    }
    this.#waiting.set(samples, this.#waitingCount);
    this.#waitingCount += samples.length;
  }

  /** After lost sound: the reference of the time between still echoes. */
  #jump(startSamples: number): void {
    const lostSamples = startSamples - this.#startSamples;
    const blockCount = Math.min(PARTITION_COUNT, Math.max(0, Math.floor(lostSamples / BLOCK_SAMPLES)));
    this.#startSamples = startSamples;
    for (let index = blockCount; index > 0; index -= 1) {
      this.#deps.reference.read(this.#referenceStart() - index * BLOCK_SAMPLES, this.#reference);
      this.#filter.skip(this.#reference);
    }
  }

  #referenceStart(): number {
    return this.#startSamples + this.#offsetSamples + LOOKAHEAD_SAMPLES;
  }

  #isBlockDue(): boolean {
    if (this.#waitingCount < BLOCK_SAMPLES + LOOKAHEAD_SAMPLES) return false;
    const lateSamples = this.#referenceStart() + BLOCK_SAMPLES - this.#deps.reference.endSamples;
    return lateSamples <= 0 || this.#waitingCount >= BLOCK_SAMPLES + LOOKAHEAD_SAMPLES + MAX_WAIT_SAMPLES;
  }

  /** @returns the block without its echo, unless it was passed on before. */
  #process(): Stretch | undefined {
    const { evidence, reference } = this.#deps;
    const isSilent = reference.read(this.#referenceStart(), this.#reference) < SILENT_POWER;
    this.#quietBlockCount = isSilent ? this.#quietBlockCount + 1 : 0;
    this.#blockCount += 1;
    const isPassedOn = this.#passedCount >= BLOCK_SAMPLES;
    if (isPassedOn && this.#quietBlockCount >= PARTITION_COUNT) return this.#drop();
    if (isPassedOn && evidence.isClear && this.#blockCount % WATCH_PERIOD_COUNT >= WATCH_COUNT) {
      this.#filter.skip(this.#reference);
      return this.#drop();
    }
    for (let index = 0; index < BLOCK_SAMPLES; index += 1)
      this.#microphone[index] = this.#waiting[index]! / 0x8000;
    let output: Float64Array = this.#microphone;
    // While some of it is still in the filter, an echo may follow.
    if (this.#quietBlockCount < PARTITION_COUNT) {
      const { residual, echo } = this.#filter.process(this.#microphone, this.#reference);
      const powers = {
        microphoneRatio: meanPower(this.#microphone),
        residualRatio: meanPower(residual),
        echoRatio: meanPower(echo),
      };
      const startMs = samplesMs(this.#startSamples);
      evidence.observe({ startMs, durationMs: samplesMs(BLOCK_SAMPLES), ...powers });
      // A filter that has not learned the room yet may add more than it takes.
      if (powers.residualRatio < powers.microphoneRatio) output = residual;
      this.#turnDown(output, powers.echoRatio > 2 * powers.residualRatio);
    } else this.#turnDown(output, false);
    return this.#emit(output);
  }

  /** Fades towards the gain for what is left of an echo, or back to 1. */
  #turnDown(block: Float64Array, isEchoOnly: boolean): void {
    const from = this.#gain;
    const target = isEchoOnly ? RESIDUAL_RATIO : 1;
    const to = isEchoOnly ? Math.max(target, from * GAIN_STEP_RATIO) : target;
    this.#gain = to;
    if (from === 1 && to === 1) return;
    for (let index = 0; index < BLOCK_SAMPLES; index += 1)
      block[index]! *= from + ((to - from) * (index + 1)) / BLOCK_SAMPLES;
  }

  #emit(output: Float64Array): Stretch | undefined {
    const startSamples = this.#startSamples;
    const passedCount = Math.min(BLOCK_SAMPLES, this.#passedCount);
    const samples = new Int16Array(BLOCK_SAMPLES - passedCount);
    for (let index = 0; index < samples.length; index += 1) {
      const sample = Math.round(output[passedCount + index]! * 0x8000);
      samples[index] = Math.max(-0x8000, Math.min(0x7fff, sample));
    }
    this.#drop();
    return samples.length > 0 ? { samples, startSamples: startSamples + passedCount } : undefined;
  }

  /** Takes the oldest block from what waits. */
  #drop(): undefined {
    this.#waiting.copyWithin(0, BLOCK_SAMPLES, this.#waitingCount);
    this.#waitingCount -= BLOCK_SAMPLES;
    this.#startSamples += BLOCK_SAMPLES;
    this.#passedCount = Math.max(0, this.#passedCount - BLOCK_SAMPLES);
  }
}

function meanPower(block: Float64Array): number {
  let power = 0;
  for (let index = 0; index < block.length; index += 1) power += block[index]! * block[index]!;
  return power / block.length;
}
