import type { Clock } from '../base/clock.ts';
import { type AudioFrame, PIPELINE_RATE_HZ } from '../base/nouns.ts';

const RING_SAMPLES = 4 * PIPELINE_RATE_HZ;
/** Arrival varies by less than this; a larger change means that a device took longer to start. */
const RESYNC_SAMPLES = PIPELINE_RATE_HZ / 20;

/** What the other side plays, on the engine's clock, for the echo canceller to compare the microphone with. */
export interface ReferenceSound {
  /** Frames of the channel, as they arrive. */
  observe(frame: AudioFrame): void;
  /** Where the sound that has arrived ends, in samples on the engine's clock. */
  readonly endSamples: number;
  /** Fills `block` with the sound from `startSamples` on, ±1; what did not arrive is silence. @returns its mean power. */
  read(startSamples: number, block: Float64Array): number;
}

export function createReferenceSound(clock: Clock): ReferenceSound {
  const ring = new Float32Array(RING_SAMPLES);
  const timeline = createTimeline(clock);
  let endSamples = 0;
  return {
    get endSamples() {
      return endSamples;
    },
    observe: (frame) => {
      const startSamples = timeline.observe(frame);
      // Lost sound is silence; a ring's length of it clears the whole ring.
      for (let at = Math.max(endSamples, startSamples - RING_SAMPLES); at < startSamples; at += 1)
        ring[at % RING_SAMPLES] = 0;
      for (let index = Math.max(0, -startSamples); index < frame.samples.length; index += 1)
        ring[(startSamples + index) % RING_SAMPLES] = frame.samples[index]! / 0x8000;
      endSamples = startSamples + frame.samples.length;
    },
    read: (startSamples, block) => {
      let power = 0;
      for (let index = 0; index < block.length; index += 1) {
        const at = startSamples + index;
        const isThere = at >= 0 && at < endSamples && at >= endSamples - RING_SAMPLES;
        const sample = isThere ? ring[at % RING_SAMPLES]! : 0;
        block[index] = sample;
        power += sample * sample;
      }
      return power / block.length;
    },
  };
}

/** Where a channel's frames lie on the engine's clock. */
export interface Timeline {
  /** @returns the frame's start, in samples on the engine's clock. */
  observe(frame: AudioFrame): number;
}

/**
 * The frame that arrived with the least delay shows when the channel began; sound that waited for a busy
 * machine does not move it.
 */
export function createTimeline(clock: Clock): Timeline {
  let earliestSamples = Number.POSITIVE_INFINITY;
  let offsetSamples = Number.POSITIVE_INFINITY;
  return {
    observe: ({ startSamples, samples }) => {
      const arrivedSamples = Math.round((clock.nowMs() * PIPELINE_RATE_HZ) / 1_000);
      earliestSamples = Math.min(earliestSamples, arrivedSamples - samples.length - startSamples);
      if (offsetSamples - earliestSamples > RESYNC_SAMPLES) offsetSamples = earliestSamples;
      return startSamples + offsetSamples;
    },
  };
}
