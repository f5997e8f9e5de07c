import { expect, test } from 'vitest';
import { BLOCK_SAMPLES, EchoFilter } from '../../../engine/echo/echo-filter.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';

const BLOCK_COUNT = 150;

function noise(seed: number, gain: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: BLOCK_COUNT * BLOCK_SAMPLES }, () => (2 * random() - 1) * gain);
}

/** What a room makes of a sound: the same again, later and softer. */
function echoOf(sound: Float64Array, delaySamples: number): Float64Array {
  return sound.map((_, index) => 0.5 * (sound[index - delaySamples] ?? 0));
}

function powerOf(samples: Float64Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
}

const blockOf = (sound: Float64Array, index: number): Float64Array =>
  sound.subarray(index * BLOCK_SAMPLES, (index + 1) * BLOCK_SAMPLES);

/** What is left of the microphone in its last thirty blocks. */
function lastResidual(filter: EchoFilter, microphone: Float64Array, reference: Float64Array): Float64Array {
  const left: number[] = [];
  for (let index = 0; index < BLOCK_COUNT; index += 1) {
    const { residual } = filter.process(blockOf(microphone, index), blockOf(reference, index));
    if (index >= BLOCK_COUNT - 30) left.push(...residual);
  }
  return Float64Array.from(left);
}

const reference = noise(1, 0.3);

test('an echo is learned and taken out to less than a hundredth of its power', () => {
  const echo = echoOf(reference, 300);
  const left = lastResidual(new EchoFilter(4), echo, reference);
  expect(powerOf(left)).toBeLessThan(powerOf(echo) / 100);
});

test('an echo that comes later than the filter reaches stays', () => {
  const echo = echoOf(reference, 5 * BLOCK_SAMPLES);
  const left = lastResidual(new EchoFilter(2), echo, reference);
  expect(powerOf(left)).toBeGreaterThan(powerOf(echo) / 2);
});

test('who speaks into the microphone stays, with the echo gone', () => {
  const speech = noise(2, 0.1);
  const echo = echoOf(reference, 300);
  const microphone = speech.map((sample, index) => sample + echo[index]!);
  const left = lastResidual(new EchoFilter(4), microphone, reference);
  const spoken = speech.subarray(-left.length);
  const wrong = left.map((sample, index) => sample - spoken[index]!);
  expect(powerOf(wrong)).toBeLessThan(powerOf(spoken) / 2);
});

test('without a sound from the loudspeaker nothing is changed', () => {
  const microphone = noise(3, 0.2);
  const left = lastResidual(new EchoFilter(4), microphone, new Float64Array(reference.length));
  expect(left).toEqual(microphone.subarray(-left.length));
});

test('residual and echo are together the microphone', () => {
  const filter = new EchoFilter(2);
  const microphone = echoOf(reference, 40);
  for (let index = 0; index < 20; index += 1) {
    const { residual, echo } = filter.process(blockOf(microphone, index), blockOf(reference, index));
    const sum = residual.map((sample, at) => sample + echo[at]! - blockOf(microphone, index)[at]!);
    expect(powerOf(sum)).toBeLessThan(1e-20);
  }
});

test('a block that the microphone lost does not shift what was learned', () => {
  const filter = new EchoFilter(4);
  const echo = echoOf(reference, 300);
  lastResidual(filter, echo, reference);
  for (let index = 0; index < 3; index += 1) filter.skip(blockOf(reference, index));
  const { residual } = filter.process(blockOf(echo, 3), blockOf(reference, 3));
  expect(powerOf(residual)).toBeLessThan(powerOf(blockOf(echo, 3)) / 50);
});

test('silence on both sides stays finite', () => {
  const silence = new Float64Array(reference.length);
  expect(powerOf(lastResidual(new EchoFilter(3), silence, silence))).toBe(0);
});
