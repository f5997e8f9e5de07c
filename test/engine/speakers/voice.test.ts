import { expect, test } from 'vitest';
import { addVoice, cosine, toVoice, type Voice } from '../../../engine/speakers/voice.ts';

function voice(values: readonly number[], voicedMs = 1_000): Voice {
  const made = toVoice(Float32Array.from(values), voicedMs);
  if (!made) throw new Error('no voice');
  return made;
}

test('a voice is a direction: its length does not count', () => {
  expect([...voice([3, 4]).direction].map((value) => value.toFixed(2))).toEqual(['0.60', '0.80']);
  expect(cosine(voice([1, 0]), voice([500, 0]))).toBeCloseTo(1);
  expect(cosine(voice([1, 0]), voice([0, 1]))).toBeCloseTo(0);
  expect(cosine(voice([1, 0]), voice([-1, 0]))).toBeCloseTo(-1);
});

test('an embedding that points nowhere is not a voice', () => {
  expect(
    [[], [0, 0], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1]].map((values) =>
      toVoice(Float32Array.from(values), 1_000),
    ),
  ).toEqual([undefined, undefined, undefined, undefined]);
});

test('two voices are averaged by how long each was heard', () => {
  const both = addVoice(voice([1, 0], 3_000), voice([0, 1], 1_000));
  expect(both.voicedMs).toBe(4_000);
  expect((both.direction[0] ?? 0) / (both.direction[1] ?? 1)).toBeCloseTo(3);
});

test('the weight of what is known ends at a minute, so that it still follows the voice', () => {
  const old = voice([1, 0], 600_000);
  expect(addVoice(old, voice([0, 1], 1_000)).voicedMs).toBe(60_000);
});

test('opposite voices of one weight leave the known one as it is', () => {
  const known = voice([1, 0]);
  expect(addVoice(known, voice([-1, 0]))).toBe(known);
});
