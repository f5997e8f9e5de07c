import { expect, test } from 'vitest';
import { createToneDetector } from '../../../engine/capture/tone.ts';
import { TEST_TONE_HZ } from '../../../engine/protocol/sound-test.ts';

const FRAME_SAMPLES = 320;
const frame = (frequencyHz: number, peak: number, frameIndex: number): Int16Array =>
  Int16Array.from({ length: FRAME_SAMPLES }, (_, index) =>
    Math.round(peak * Math.sin((2 * Math.PI * frequencyHz * (frameIndex * FRAME_SAMPLES + index)) / 16_000)),
  );
/** Frames of 20 ms until the tone is heard; undefined when 50 are not enough. */
const framesUntilHeard = (frequencyHz: number, peak: number): number | undefined => {
  const hears = createToneDetector();
  const index = Array.from({ length: 50 }, (_, at) => hears(frame(frequencyHz, peak, at))).indexOf(true);
  return index === -1 ? undefined : index + 1;
};

test('the test tone is heard after 200 ms, also softly', () => {
  expect([framesUntilHeard(TEST_TONE_HZ, 10_000), framesUntilHeard(TEST_TONE_HZ, 100)]).toEqual([10, 10]);
});

test('another tone, or one near silence, is not it', () => {
  expect([framesUntilHeard(TEST_TONE_HZ * 1.5, 10_000), framesUntilHeard(TEST_TONE_HZ, 5)]).toEqual([
    undefined,
    undefined,
  ]);
});

test('a gap starts the count again, and what was heard stays heard', () => {
  const hears = createToneDetector();
  for (let index = 0; index < 9; index += 1) hears(frame(TEST_TONE_HZ, 10_000, index));
  hears(new Int16Array(FRAME_SAMPLES));
  expect(hears(frame(TEST_TONE_HZ, 10_000, 0))).toBe(false);
  for (let index = 1; index < 10; index += 1) hears(frame(TEST_TONE_HZ, 10_000, index));
  expect(hears(new Int16Array(FRAME_SAMPLES))).toBe(true);
});
