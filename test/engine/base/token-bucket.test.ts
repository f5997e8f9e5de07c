import { expect, test } from 'vitest';
import { createTokenBucket } from '../../../engine/base/token-bucket.ts';

test('a burst up to the capacity is allowed, then one per refill interval', () => {
  let nowMs = 0;
  const bucket = createTokenBucket({ capacityCount: 3, refillMs: 100, nowMs: () => nowMs });
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
  nowMs = 99;
  expect(bucket.take()).toBe(false);
  nowMs = 100;
  expect([bucket.take(), bucket.take()]).toEqual([true, false]);
});

test('a long rest earns no more than the capacity', () => {
  let nowMs = 0;
  const bucket = createTokenBucket({ capacityCount: 2, refillMs: 100, nowMs: () => nowMs });
  nowMs = 1_000_000;
  expect([1, 2, 3].map(() => bucket.take())).toEqual([true, true, false]);
});
