import { expect, test } from 'vitest';
import { createNoiseFloor } from '../../../engine/vad/noise-floor.ts';

const hear = (levelDbfs: number, durationMs: number, isNoise: boolean): number => {
  const floor = createNoiseFloor();
  for (let atMs = 0; atMs < durationMs; atMs += 10) floor.observe(levelDbfs, 10, isNoise);
  return floor.levelDbfs;
};

test('it falls quickly to what is quieter, whatever it is', () => {
  expect(hear(-70, 500, false)).toBeLessThan(-69);
});

test('it rises to noise within seconds, to speech only by half a decibel a second', () => {
  expect(hear(-30, 2_000, true)).toBeGreaterThan(-31);
  expect(hear(-30, 2_000, false)).toBeCloseTo(-54, 5);
});

test('digital silence teaches nothing below what a microphone can have', () => {
  expect(hear(-100, 5_000, true)).toBeCloseTo(-75, 5);
});
