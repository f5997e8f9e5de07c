import { PIPELINE_RATE_HZ } from '../../../base/nouns.ts';

/** Whisper's window is 30 s; a little is left for its own padding. */
const MAX_WINDOW_SAMPLES = 28 * PIPELINE_RATE_HZ;
/** The cut is sought in the last seconds of a window. */
const CUT_SEARCH_SAMPLES = 8 * PIPELINE_RATE_HZ;
const CUT_STEP_SAMPLES = PIPELINE_RATE_HZ / 20;
/** About -72 dBFS: below the noise of any microphone, so it cannot contain speech. */
const DIGITAL_SILENCE_PEAK_INDEX = 8;

/** True when the samples hold nothing that anyone could hear. */
export function isDigitalSilence(samples: Int16Array): boolean {
  return samples.every((sample) => Math.abs(sample) <= DIGITAL_SILENCE_PEAK_INDEX);
}

/** Cuts long audio at its quietest moments into windows of at most 28 s, or of `maxSamples` above 8 s. */
export function cutIntoWindows(samples: Int16Array, maxSamples = MAX_WINDOW_SAMPLES): Int16Array[] {
  const windows: Int16Array[] = [];
  let start = 0;
  while (samples.length - start > maxSamples) {
    const end = quietestCut(samples, start + maxSamples - CUT_SEARCH_SAMPLES);
    windows.push(samples.subarray(start, end));
    start = end;
  }
  windows.push(samples.subarray(start));
  return windows;
}

/** Middle of the quietest 100 ms in the 8 s from `fromIndex` on. */
function quietestCut(samples: Int16Array, fromIndex: number): number {
  let best = fromIndex;
  let bestEnergy = Number.POSITIVE_INFINITY;
  for (
    let at = fromIndex;
    at + 2 * CUT_STEP_SAMPLES <= fromIndex + CUT_SEARCH_SAMPLES;
    at += CUT_STEP_SAMPLES
  ) {
    let energy = 0;
    for (let index = at; index < at + 2 * CUT_STEP_SAMPLES; index += 1) energy += (samples[index] ?? 0) ** 2;
    if (energy < bestEnergy) {
      bestEnergy = energy;
      best = at + CUT_STEP_SAMPLES;
    }
  }
  return best;
}
