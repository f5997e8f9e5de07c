import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs, reconnectDelayMs } from '../../../engine/protocol/backoff.ts';

test('the wait doubles up to four seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((attemptIndex) => reconnectDelayMs(attemptIndex, 1))).toEqual([
    200, 400, 800, 1_600, 3_200, 4_000, 4_000,
  ]);
});

test('chance shortens a wait to half at most', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attemptIndex, random) => {
      const longestMs = reconnectDelayMs(attemptIndex, 1);
      const delayMs = reconnectDelayMs(attemptIndex, random);
      expect(delayMs).toBeGreaterThanOrEqual(longestMs / 2);
      expect(delayMs).toBeLessThanOrEqual(longestMs);
    }),
  );
  expect([reconnectDelayMs(1, 0), reconnectDelayMs(1, 0.5)]).toEqual([200, 300]);
});

test('each kind of attempt has its own first and longest wait', () => {
  const limits = { firstMs: 500, longestMs: 1_500 };
  expect([0, 1, 2, 9].map((attemptIndex) => backoffMs(attemptIndex, limits, 1))).toEqual([
    500, 1_000, 1_500, 1_500,
  ]);
});
