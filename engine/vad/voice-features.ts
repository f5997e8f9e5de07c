import { PIPELINE_RATE_HZ, type VoiceFeatures } from '../base/nouns.ts';
import { median } from '../base/percentiles.ts';

/** Pitch is below 400 Hz: a quarter of the rate is plenty and sixteen times cheaper. */
const DECIMATION_FACTOR = 4;
const RATE_HZ = PIPELINE_RATE_HZ / DECIMATION_FACTOR;
const WINDOW_COUNT = RATE_HZ / 25;
const STEP_MS = 20;
const STEP_COUNT = (STEP_MS * RATE_HZ) / 1_000;
const MIN_LAG_COUNT = Math.floor(RATE_HZ / 400);
const MAX_LAG_COUNT = Math.ceil(RATE_HZ / 70);
/** Aperiodicity below which a frame is voiced (de Cheveigné & Kawahara 2002 use 0.1; telephone speech needs more). */
const VOICED_APERIODICITY = 0.25;
const MIN_VOICED_COUNT = 6;
const SLOPE_MS = 500;
const FINAL_MS = 200;
const MIN_LEVEL_DBFS = -60;

/**
 * Prosody of the last seconds of a turn, by YIN (de Cheveigné & Kawahara 2002) on every 20 ms.
 * @param samples s16 at PIPELINE_RATE_HZ, ending where voice ended.
 * @returns undefined when too little of it is voiced.
 */
export function measureVoice(samples: Int16Array): VoiceFeatures | undefined {
  const decimated = decimate(samples);
  const pitches: number[] = [];
  let power = 0;
  for (let start = 0; start + WINDOW_COUNT + MAX_LAG_COUNT <= decimated.length; start += STEP_COUNT) {
    const framePower = meanPower(decimated, start);
    const isLoud = toDbfs(framePower) > MIN_LEVEL_DBFS;
    const pitchHz = isLoud ? measurePitchHz(decimated, start) : 0;
    pitches.push(pitchHz > 0 ? 12 * Math.log2(pitchHz) : Number.NaN);
    if (pitchHz > 0) power += framePower;
  }
  const voiced = pitches.flatMap((semitones, index) =>
    Number.isNaN(semitones) ? [] : [{ semitones, index }],
  );
  const last = voiced.at(-1);
  if (!last || voiced.length < MIN_VOICED_COUNT) return undefined;

  const middle = median(voiced.map(({ semitones }) => semitones));
  // An octave error would look like a leap of the voice.
  const steady = voiced.filter(({ semitones }) => Math.abs(semitones - middle) < 10);
  const within = (durationMs: number): { semitones: number; index: number }[] =>
    steady.filter(({ index }) => (last.index - index) * STEP_MS < durationMs);
  const final = within(FINAL_MS).map(({ semitones }) => semitones);
  const runs = voicedRuns(pitches);
  return {
    finalPitchSemitonesPerSecond: slopePerSecond(within(SLOPE_MS)),
    finalPitchRiseSemitones: final.length === 0 ? 0 : meanOf(final) - middle,
    finalLengtheningRatio: (runs.at(-1) ?? 0) / meanOf(runs),
    levelDbfs: toDbfs(power / voiced.length),
  };
}

function decimate(samples: Int16Array): Float32Array {
  const decimated = new Float32Array(Math.floor(samples.length / DECIMATION_FACTOR));
  for (let index = 0; index < decimated.length; index += 1) {
    const at = index * DECIMATION_FACTOR;
    decimated[index] =
      (samples[at]! + samples[at + 1]! + samples[at + 2]! + samples[at + 3]!) / (DECIMATION_FACTOR * 0x8000);
  }
  return decimated;
}

function meanPower(samples: Float32Array, startIndex: number): number {
  let sum = 0;
  for (let index = startIndex; index < startIndex + WINDOW_COUNT; index += 1)
    sum += samples[index]! * samples[index]!;
  return sum / WINDOW_COUNT;
}

/** @returns 0 when the frame is not voiced. */
function measurePitchHz(samples: Float32Array, startIndex: number): number {
  let differenceSum = 0;
  let bestLag = 0;
  let best = VOICED_APERIODICITY;
  for (let lag = 1; lag <= MAX_LAG_COUNT; lag += 1) {
    let difference = 0;
    for (let index = startIndex; index < startIndex + WINDOW_COUNT; index += 1) {
      const delta = samples[index]! - samples[index + lag]!;
      difference += delta * delta;
    }
    differenceSum += difference;
    const aperiodicity = differenceSum === 0 ? 1 : (difference * lag) / differenceSum;
    if (lag < MIN_LAG_COUNT) continue;
    if (aperiodicity < best) {
      best = aperiodicity;
      bestLag = lag;
    } else if (bestLag > 0 && aperiodicity > best * 1.5) {
      // Past the first dip: later ones are its multiples.
      break;
    }
  }
  return bestLag === 0 ? 0 : RATE_HZ / bestLag;
}

function slopePerSecond(points: readonly { semitones: number; index: number }[]): number {
  if (points.length < 3) return 0;
  const meanIndex = meanOf(points.map(({ index }) => index));
  const meanSemitones = meanOf(points.map(({ semitones }) => semitones));
  let covariance = 0;
  let variance = 0;
  for (const { semitones, index } of points) {
    covariance += (index - meanIndex) * (semitones - meanSemitones);
    variance += (index - meanIndex) ** 2;
  }
  return (covariance / variance) * (1_000 / STEP_MS);
}

/** Lengths of the runs of voiced frames. */
function voicedRuns(pitches: readonly number[]): number[] {
  const runs: number[] = [];
  pitches.forEach((pitch, index) => {
    if (Number.isNaN(pitch)) return;
    if (index === 0 || Number.isNaN(pitches[index - 1])) runs.push(0);
    runs[runs.length - 1]! += 1;
  });
  return runs;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function toDbfs(power: number): number {
  return 10 * Math.log10(power + 1e-10);
}
