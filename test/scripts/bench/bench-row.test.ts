import { expect, test } from 'vitest';
import { atLeast, atMost, benchRow } from '../../../scripts/bench/bench-row.ts';

const TIMES_MS = Array.from({ length: 100 }, (_, index) => index + 1);
const row = benchRow('made', 'ms', TIMES_MS);

test('a row has the percentiles of all that was measured, and a peer only when there is one', () => {
  expect(row).toEqual({ name: 'made', p50: 50, p95: 95, p99: 99, unit: 'ms' });
  const peer = { name: 'a bare loop', p50: 7 };
  expect(benchRow('made', 'ms', [3], peer)).toEqual({
    name: 'made',
    p50: 3,
    p95: 3,
    p99: 3,
    unit: 'ms',
    peer,
  });
});

test('every limit that is named has to be held, each at its own percentile', () => {
  expect(atMost({ p50: 50, p95: 95, p99: 99 }, row)).toEqual({
    ...row,
    goal: 'p50 ≤ 50, p95 ≤ 95, p99 ≤ 99 ms',
    isMet: true,
  });
  for (const broken of [{ p50: 49 }, { p95: 94 }, { p99: 98 }]) {
    expect(atMost({ p50: 50, p95: 95, p99: 99, ...broken }, row).isMet).toBe(false);
  }
  expect(atMost({ p99: 99 }, row).goal).toBe('p99 ≤ 99 ms');
});

test('a figure that should be large is judged the other way round', () => {
  expect(atLeast({ p50: 50 }, row)).toMatchObject({ goal: 'p50 ≥ 50 ms', isMet: true });
  expect(atLeast({ p50: 50.1 }, row)).toMatchObject({ goal: 'p50 ≥ 50.1 ms', isMet: false });
});

test.each([
  ['count', 0, '≤ 0'],
  ['ratio', 2.5, '≤ 2.5'],
  ['%', 99.99, '≤ 99.99 %'],
  ['KiB', 49_152, '≤ 49152 KiB'],
  ['ms', 100 / 3, '≤ 33.333 ms'],
] as const)('the goal of one figure in %s names its limit alone', (unit, limit, goal) => {
  expect(atMost(limit, benchRow('one', unit, [limit]))).toMatchObject({ goal, isMet: true });
  expect(atMost(limit, benchRow('one', unit, [limit + 1])).isMet).toBe(false);
});

test('where nothing was measured, no goal is met', () => {
  const nothing = benchRow('none', 'ms', []);
  expect(atMost({ p50: 1 }, nothing).isMet).toBe(false);
  expect(atLeast(0, nothing).isMet).toBe(false);
});
