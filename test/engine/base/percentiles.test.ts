import { expect, test } from 'vitest';
import { median, percentile, percentilesOf, quantileEdges } from '../../../engine/base/percentiles.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

test('a percentile is the smallest value that so large a share does not exceed', () => {
  expect(percentilesOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99 });
  expect([0, 0.001, 0.011, 1].map((share) => percentile(hundred, share))).toEqual([1, 1, 2, 100]);
  expect(median([9, 10, 1])).toBe(9);
});

test('one value is each of its percentiles, and no value has none', () => {
  expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
  expect(median([])).toBeNaN();
});

test('edges part values into bins of as many each, and equal values are never parted', () => {
  expect(quantileEdges([1, 2, 3, 4, 5, 6, 7, 8], 4)).toEqual([3, 5, 7]);
  expect(quantileEdges([1, 1, 1, 1, 1, 1, 1, 9], 4)).toEqual([1]);
});
