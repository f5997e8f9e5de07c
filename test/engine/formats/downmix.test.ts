import { expect, test } from 'vitest';
import { createDownmix } from '../../../engine/formats/downmix.ts';

const FRAME_COUNT = 320;
/** Interleaved samples, each channel a sine of its own amplitude. */
const block = (...amplitudes: readonly number[]): Float32Array =>
  Float32Array.from(
    { length: FRAME_COUNT * amplitudes.length },
    (_, index) =>
      (amplitudes[index % amplitudes.length] ?? 0) * Math.sin(Math.floor(index / amplitudes.length) / 5),
  );
const peakOf = (samples: Float32Array): number => samples.reduce((peak, value) => Math.max(peak, value), 0);

test('one channel stays what it is', () => {
  const samples = block(0.5);
  expect(createDownmix(1)(samples)).toBe(samples);
});

test('two channels that speak become their mean', () => {
  expect(peakOf(createDownmix(2)(block(0.4, 0.8)))).toBeCloseTo(0.6, 2);
});

test('a silent channel does not halve the other', () => {
  expect(peakOf(createDownmix(2)(block(0.8, 0)))).toBeCloseTo(0.8, 2);
});

test('where one channel is the other inverted, the loudest is taken alone', () => {
  expect(peakOf(createDownmix(2)(block(0.8, -0.79)))).toBeCloseTo(0.8, 2);
});

test('the weights move within a block, so that nothing clicks', () => {
  const mix = createDownmix(2);
  mix(block(0.8, 0));
  const next = mix(block(0, 0.8)).slice();
  const steps = next.slice(1).map((value, index) => Math.abs(value - (next[index] ?? 0)));
  expect(Math.max(...steps)).toBeLessThan(0.2);
});
