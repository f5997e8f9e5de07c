import { expect, test } from 'vitest';
import { matchPieces } from './sound-match.ts';

const known = noise(16_000, 1);

test('sound with silence let in and a piece left out is found but for what was cut', () => {
  const heard = Float32Array.from([
    ...Array.from({ length: 500 }, () => 0),
    ...known.subarray(0, 6_400),
    ...Array.from({ length: 333 }, () => 0),
    ...known.subarray(6_400, 9_600),
    ...known.subarray(10_600),
  ]);
  expect(matchPieces(heard, known)).toEqual({ pieceCount: 5, foundCount: 4 });
});

test('other sound, reversed order and clicks in every frame are not taken for it', () => {
  const swapped = Float32Array.from([...known.subarray(8_000), ...known.subarray(0, 8_000)]);
  const clicking = known.map((sample, index) => (index % 320 < 60 ? 0.5 : sample));
  expect(matchPieces(noise(20_000, 2), known).foundCount).toBe(0);
  expect(matchPieces(swapped, known).foundCount).toBeLessThanOrEqual(3);
  expect(matchPieces(clicking, known).foundCount).toBe(0);
});

function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}
