import { expect, test } from 'vitest';
import { referenceOf, sharesOf } from '../../../engine/question/drift-reference.ts';

test('bins hold about as many values each', () => {
  const values = Array.from({ length: 100 }, (_, index) => (index * 37) % 100);
  expect(referenceOf('score', values, 5)).toEqual({
    name: 'score',
    edges: [20, 40, 60, 80],
    shares: [0.2, 0.2, 0.2, 0.2, 0.2],
  });
});

test('equal values share a bin, and none of the bins is empty', () => {
  expect(referenceOf('wordCount', [3, 3, 3, 3, 3, 3, 3, 3, 4, 5], 5)).toEqual({
    name: 'wordCount',
    edges: [4],
    shares: [0.8, 0.2],
  });
  expect(referenceOf('wordCount', [3, 3, 3], 5)).toEqual({ name: 'wordCount', edges: [], shares: [1] });
});

test('a value at an edge counts to the bin above it', () => {
  expect(sharesOf([1, 2], [0, 1, 1.5, 2])).toEqual([0.25, 0.5, 0.25]);
});
