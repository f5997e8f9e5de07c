import type { Clock } from '../base/clock.ts';
import { PIPELINE_RATE_HZ } from '../base/nouns.ts';

const SAMPLES_PER_MS = PIPELINE_RATE_HZ / 1_000;
/** In each window the frame that came with the least delay counts: a busy machine delays, it never hastens. */
const WINDOW_SAMPLES = 2 * PIPELINE_RATE_HZ;
const SMOOTHING_RATIO = 0.2;
/** Drift below a millisecond is left alone. */
const DEADBAND_SAMPLES = SAMPLES_PER_MS;
/** A device does not drift by this much in a window: sound was lost on its way here. */
const LOSS_SAMPLES = 100 * SAMPLES_PER_MS;

export interface AlignedSound {
  readonly samples: Int16Array;
  readonly startSamples: number;
}

/** Brings one device's sound onto the engine's clock. */
export interface ChannelClock {
  /** Drift that was made up for so far; positive where the device's clock is slow. */
  readonly correctedSamples: number;
  /** @returns the same sound, now and then a sample longer or shorter; its memory is reused. */
  align(samples: Int16Array, startSamples: number): AlignedSound;
}

/**
 * Sound cards count seconds of their own: at 100 ppm two channels are 360 ms apart after an hour. Single samples
 * are doubled or left out, at most one per frame, so that positions follow the engine's clock. Sound that never
 * arrived, which the device does not report, becomes a jump of the position as soon as two windows agree on it.
 */
export function createChannelClock(clock: Clock): ChannelClock {
  let windowEndSamples = WINDOW_SAMPLES;
  let windowMinSamples = Number.POSITIVE_INFINITY;
  let baselineSamples: number | undefined;
  let driftSamples = 0;
  let correctedSamples = 0;
  let lateWindowCount = 0;
  let memory = new Int16Array(0);

  const closeWindow = (): void => {
    const latenessSamples = windowMinSamples;
    windowMinSamples = Number.POSITIVE_INFINITY;
    baselineSamples ??= latenessSamples;
    const awaySamples = latenessSamples - baselineSamples - driftSamples;
    if (awaySamples < -LOSS_SAMPLES) {
      // The windows before were all delayed: this one shows when the device really began.
      baselineSamples = latenessSamples - driftSamples;
    } else if (awaySamples <= LOSS_SAMPLES) {
      driftSamples += awaySamples * SMOOTHING_RATIO;
      lateWindowCount = 0;
    } else if ((lateWindowCount += 1) > 1) {
      driftSamples += awaySamples;
      correctedSamples += Math.round(awaySamples);
      lateWindowCount = 0;
    }
  };
  return {
    get correctedSamples() {
      return correctedSamples;
    },
    align: (samples, startSamples) => {
      const endSamples = startSamples + samples.length;
      windowMinSamples = Math.min(windowMinSamples, clock.nowMs() * SAMPLES_PER_MS - endSamples);
      if (endSamples >= windowEndSamples) {
        closeWindow();
        windowEndSamples = endSamples + WINDOW_SAMPLES;
      }
      const position = startSamples + correctedSamples;
      const missingSamples = driftSamples - correctedSamples;
      if (Math.abs(missingSamples) < DEADBAND_SAMPLES || samples.length < 2)
        return { samples, startSamples: position };
      const step = Math.sign(missingSamples);
      correctedSamples += step;
      if (memory.length < samples.length + 1) memory = new Int16Array(samples.length + 1);
      memory.set(samples);
      const last = samples[samples.length - 1] ?? 0;
      memory[samples.length] = last;
      // One sample less: the last two become one.
      if (step < 0) memory[samples.length - 2] = Math.round(((samples[samples.length - 2] ?? 0) + last) / 2);
      return { samples: memory.subarray(0, samples.length + step), startSamples: position };
    },
  };
}
