import { expect, test } from 'vitest';
import { createEnergyDetector } from '../../../engine/vad/energy-detector.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';

const RATE_HZ = 16_000;
const WINDOW_SAMPLES = 512;
/** About a second. */
const WINDOW_COUNT = 32;

type Sound = (sample: number) => number;

const tone =
  (frequencyHz: number, peak: number): Sound =>
  (sample) =>
    peak * Math.sin((2 * Math.PI * frequencyHz * sample) / RATE_HZ);
const noise = (peak: number): Sound => {
  const random = seededRandom(7);
  return () => peak * (2 * random() - 1);
};
const silence: Sound = () => 0;

/** Plays sounds of a second each into one detector. @returns for each the share of windows that are speech. */
function hear(...sounds: readonly Sound[]): readonly number[] {
  using detector = createEnergyDetector();
  expect(detector.windowSamples).toBe(WINDOW_SAMPLES);
  let sample = 0;
  return sounds.map((sound) => {
    let speechCount = 0;
    for (let window = 0; window < WINDOW_COUNT; window += 1) {
      const samples = Float32Array.from({ length: WINDOW_SAMPLES }, () => sound((sample += 1)));
      const probability = Number(detector.detect(samples));
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
      if (probability >= 0.5) speechCount += 1;
    }
    return speechCount / WINDOW_COUNT;
  });
}

test('a voiced sound after quiet is speech, softly spoken too', () => {
  const [before, loud] = hear(noise(0.001), tone(150, 0.3));
  expect([before, (loud ?? 0) > 0.9]).toEqual([0, true]);
  expect(hear(noise(0.001), tone(200, 0.02))[1]).toBeGreaterThan(0.9);
});

test('silence is not, nor is noise at any level', () => {
  expect(hear(silence, noise(0.001), noise(0.3), silence)).toEqual([0, 0, 0, 0]);
});

test('the unvoiced end of a word counts with the voice before it, for a moment', () => {
  const consonant = noise(0.1);
  const [, , share] = hear(noise(0.001), tone(150, 0.3), consonant);
  // 200 ms of the second.
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.3);
});

test('after lost sound no earlier voice vouches for what follows', () => {
  using detector = createEnergyDetector();
  let sample = 0;
  const detect = (sound: Sound): number =>
    Number(detector.detect(Float32Array.from({ length: WINDOW_SAMPLES }, () => sound((sample += 1)))));
  for (let window = 0; window < WINDOW_COUNT; window += 1) detect(noise(0.001));
  const voice = tone(150, 0.3);
  for (let window = 0; window < 4; window += 1) detect(voice);
  const consonant = noise(0.1);
  expect(detect(consonant)).toBeGreaterThan(0);
  detector.reset();
  expect(detect(consonant)).toBe(0);
});
