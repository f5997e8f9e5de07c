import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import {
  cutIntoWindows,
  isDigitalSilence,
} from '../../../../../engine/transcription/recognizers/base/audio-windows.ts';

const RATE_HZ = 16_000;

test('audio up to 28 s is one window', () => {
  expect(cutIntoWindows(new Int16Array(28 * RATE_HZ)).map(seconds)).toEqual([28]);
});

test('longer audio is cut where it is quietest near the end of a window', () => {
  const samples = new Int16Array(40 * RATE_HZ).fill(5_000);
  samples.fill(0, 24 * RATE_HZ, 24.2 * RATE_HZ);
  const [first = samples, second = samples, ...others] = cutIntoWindows(samples);
  expect(others).toEqual([]);
  expect(seconds(first)).toBeGreaterThan(24);
  expect(seconds(first)).toBeLessThan(24.2);
  expect(first.length + second.length).toBe(samples.length);
});

test('whatever the length, no sample is lost and no window is too long', () => {
  assert(
    property(integer({ min: 0, max: 200 * RATE_HZ }), (sampleCount) => {
      const windows = cutIntoWindows(new Int16Array(sampleCount));
      expect(windows.reduce((sum, window) => sum + window.length, 0)).toBe(sampleCount);
      expect(Math.max(...windows.map(seconds))).toBeLessThanOrEqual(28);
    }),
    { numRuns: 20 },
  );
});

test('only what no microphone can be that quiet is digital silence', () => {
  expect(isDigitalSilence(new Int16Array(RATE_HZ))).toBe(true);
  expect(isDigitalSilence(new Int16Array(RATE_HZ).fill(-8))).toBe(true);
  expect(isDigitalSilence(new Int16Array(RATE_HZ).fill(9, 100, 101))).toBe(false);
});

function seconds(samples: Int16Array): number {
  return samples.length / RATE_HZ;
}
