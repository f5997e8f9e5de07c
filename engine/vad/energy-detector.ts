import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import { createNoiseFloor } from './noise-floor.ts';
import type { VoiceDetector } from './voice-detector.ts';

const WINDOW_SAMPLES = 512;
const WINDOW_MS = (WINDOW_SAMPLES * 1_000) / PIPELINE_RATE_HZ;
/** Voice has its pitch and most of its energy below 2 kHz; a quarter of the rate costs a sixteenth of the work. */
const DECIMATION_FACTOR = 4;
const DECIMATED_RATE_HZ = PIPELINE_RATE_HZ / DECIMATION_FACTOR;
const DECIMATED_WINDOW_COUNT = WINDOW_SAMPLES / DECIMATION_FACTOR;
/** Removes rumble and mains hum. */
const HIGH_PASS_HZ = 120;
const HIGH_PASS_RATIO = Math.exp((-2 * Math.PI * HIGH_PASS_HZ) / DECIMATED_RATE_HZ);
const MIN_LAG_COUNT = Math.floor(DECIMATED_RATE_HZ / 400);
const MAX_LAG_COUNT = Math.ceil(DECIMATED_RATE_HZ / 75);
const CORRELATED_COUNT = 2 * DECIMATED_WINDOW_COUNT - MAX_LAG_COUNT;
/** Normalized autocorrelation of a voiced sound; white noise stays below about 0.4 in a window of this length. */
const VOICED_CORRELATION = 0.6;
/** Speech alternates between voiced and unvoiced sounds: a voiced one vouches for what follows. */
const VOICED_MEMORY_MS = 200;
/** Level above the floor at which the probability begins to rise, and at which it is 1. */
const FAINT_SNR_DB = 5;
const CLEAR_SNR_DB = 15;

/**
 * Speech by level above a learned noise floor and by periodicity (normalized autocorrelation of the band
 * below 2 kHz). For clean speech, and wherever the neural detector cannot run.
 */
export function createEnergyDetector(): VoiceDetector {
  const decimated = new Float32Array(2 * DECIMATED_WINDOW_COUNT);
  const floor = createNoiseFloor();
  let lastInput = 0;
  let lastOutput = 0;
  let voicedAgeMs = Number.POSITIVE_INFINITY;

  const decimate = (window: Float32Array): number => {
    decimated.copyWithin(0, DECIMATED_WINDOW_COUNT);
    let power = 0;
    // Local in the loop: a captured variable would allocate a number for every sample.
    let previousInput = lastInput;
    let previousOutput = lastOutput;
    for (let index = 0; index < DECIMATED_WINDOW_COUNT; index += 1) {
      const at = index * DECIMATION_FACTOR;
      const mean = (window[at]! + window[at + 1]! + window[at + 2]! + window[at + 3]!) / DECIMATION_FACTOR;
      previousOutput = HIGH_PASS_RATIO * (previousOutput + mean - previousInput);
      previousInput = mean;
      decimated[DECIMATED_WINDOW_COUNT + index] = previousOutput;
      power += previousOutput * previousOutput;
    }
    lastInput = previousInput;
    lastOutput = previousOutput;
    return 10 * Math.log10(power / DECIMATED_WINDOW_COUNT + 1e-10);
  };

  return {
    name: 'energy',
    windowSamples: WINDOW_SAMPLES,
    detect: (window) => {
      const levelDbfs = decimate(window);
      const snrDb = levelDbfs - floor.levelDbfs;
      const isLoud = snrDb > FAINT_SNR_DB;
      voicedAgeMs = isLoud && isVoiced(decimated) ? 0 : voicedAgeMs + WINDOW_MS;
      const isSpoken = isLoud && voicedAgeMs <= VOICED_MEMORY_MS;
      floor.observe(levelDbfs, WINDOW_MS, !isSpoken);
      if (!isSpoken) return 0;
      return Math.min(1, (snrDb - FAINT_SNR_DB) / (CLEAR_SNR_DB - FAINT_SNR_DB));
    },
    reset: () => {
      decimated.fill(0);
      voicedAgeMs = Number.POSITIVE_INFINITY;
    },
    [Symbol.dispose]: () => undefined,
  };
}

function isVoiced(samples: Float32Array): boolean {
  const start = samples.length - CORRELATED_COUNT;
  let energy = 0;
  for (let index = start; index < samples.length; index += 1) energy += samples[index]! * samples[index]!;
  for (let lag = MIN_LAG_COUNT; lag <= MAX_LAG_COUNT; lag += 1) {
    let product = 0;
    let laggedEnergy = 0;
    for (let index = start; index < samples.length; index += 1) {
      const lagged = samples[index - lag]!;
      product += samples[index]! * lagged;
      laggedEnergy += lagged * lagged;
    }
    if (product > VOICED_CORRELATION * Math.sqrt(energy * laggedEnergy) && product > 0) return true;
  }
  return false;
}
