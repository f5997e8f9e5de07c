import { PIPELINE_RATE_HZ } from '../base/nouns.ts';
import { TEST_TONE_HZ } from '../protocol/sound-test.ts';
import { measureDbfs } from './level-meter.ts';

/** The tone is heard where it makes up most of the power for as long as this. */
const MIN_TONE_SAMPLES = PIPELINE_RATE_HZ / 5;
const MIN_POWER_RATIO = 0.5;
/** Softer than this, any hum could be taken for it. */
const MIN_TONE_DBFS = -65;

/** @returns takes frame after frame; true from the one on with which the test tone was heard for certain. */
export function createToneDetector(): (samples: Int16Array) => boolean {
  let toneSamples = 0;
  return (samples) => {
    if (toneSamples < MIN_TONE_SAMPLES) toneSamples = isTone(samples) ? toneSamples + samples.length : 0;
    return toneSamples >= MIN_TONE_SAMPLES;
  };
}

function isTone(samples: Int16Array): boolean {
  return measureDbfs(samples) > MIN_TONE_DBFS && toneRatio(samples) > MIN_POWER_RATIO;
}

/** Share of the power at TEST_TONE_HZ, after Goertzel (1958). */
function toneRatio(samples: Int16Array): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * TEST_TONE_HZ) / PIPELINE_RATE_HZ);
  let [before, last, power] = [0, 0, 0];
  for (const sample of samples) {
    [before, last] = [last, sample + coefficient * last - before];
    power += sample * sample;
  }
  const atTone = last * last + before * before - coefficient * last * before;
  return power === 0 ? 0 : (2 * atTone) / (samples.length * power);
}
