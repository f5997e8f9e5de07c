import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createResampler } from '../../../engine/formats/resampler.ts';
import { sine } from '../capture/make-wav.ts';

function resample(
  input: Float32Array,
  fromHz: number,
  toHz: number,
  blockSamples = input.length,
): Float32Array {
  const resampler = createResampler(fromHz, toHz);
  const output: number[] = [];
  for (let start = 0; start < input.length; start += blockSamples)
    output.push(...resampler.push(input.subarray(start, start + blockSamples)));
  output.push(...resampler.flush());
  return Float32Array.from(output);
}

function rmsDb(samples: Float32Array): number {
  const middle = samples.subarray(500, -500);
  return 10 * Math.log10(middle.reduce((sum, value) => sum + value * value, 0) / middle.length + 1e-20);
}

test.each([8_000, 22_050, 44_100, 48_000, 96_000])(
  'gives the tone of %d Hz sample for sample where it was',
  (rateHz) => {
    const output = resample(sine(1_000, rateHz, 400), rateHz, 16_000);
    const expected = sine(1_000, 16_000, 400);
    expect(output.length).toBe(expected.length);
    const worst = Math.max(
      ...output.subarray(500, -500).map((value, index) => Math.abs(value - expected[index + 500]!)),
    );
    expect(worst).toBeLessThan(0.001);
  },
);

test.each([
  [48_000, 9_000],
  [48_000, 15_000],
  [44_100, 12_000],
  [96_000, 40_000],
])('lets nothing of what 16 kHz cannot hold through: %d Hz, tone at %d Hz', (rateHz, toneHz) => {
  expect(rmsDb(resample(sine(toneHz, rateHz, 400), rateHz, 16_000))).toBeLessThan(-70);
});

test('keeps what 16 kHz can hold within a tenth of a decibel up to 6.5 kHz', () => {
  for (const toneHz of [100, 1_000, 4_000, 6_000, 6_500]) {
    const levelDb = rmsDb(resample(sine(toneHz, 48_000, 400), 48_000, 16_000));
    expect(Math.abs(levelDb - rmsDb(sine(toneHz, 16_000, 400)))).toBeLessThan(0.1);
  }
});

test('makes no mirror images when it goes up from 8 kHz', () => {
  const output = resample(sine(3_000, 8_000, 400), 8_000, 16_000);
  const expected = sine(3_000, 16_000, 400);
  const difference = output.map((value, index) => value - expected[index]!);
  expect(rmsDb(difference)).toBeLessThan(-60);
});

test('gives the same samples however the input is cut into blocks', () => {
  const input = sine(700, 44_100, 120);
  const whole = resample(input, 44_100, 16_000);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), (blockSamples) => {
      expect(resample(input, 44_100, 16_000, blockSamples)).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test('gives nothing for nothing and hands the pipeline rate through', () => {
  expect(resample(new Float32Array(0), 48_000, 16_000).length).toBe(0);
  expect(resample(sine(440, 16_000, 10), 16_000, 16_000)).toEqual(sine(440, 16_000, 10));
});
