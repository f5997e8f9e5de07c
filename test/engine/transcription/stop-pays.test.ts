import { expect, test } from 'vitest';
import { doesStopPay } from '../../../engine/transcription/stop-pays.ts';

test('without a spare, only a rest that is clearly longer than a new start is cut short', () => {
  const stop = (restMs: number): boolean => doesStopPay({ restMs, readyMs: 1_000, spareReloadMs: undefined });
  expect([1_000, 1_499, 1_500].map(stop)).toEqual([false, false, true]);
});

test('with a spare, any rest that is noticed is cut short', () => {
  const stop = (restMs: number): boolean => doesStopPay({ restMs, readyMs: 1_000, spareReloadMs: 1_200 });
  expect([-5, 149, 150].map(stop)).toEqual([false, false, true]);
});

test('a spare that is dear to load again is kept for a longer rest', () => {
  const stop = (restMs: number): boolean => doesStopPay({ restMs, readyMs: 4_000, spareReloadMs: 9_000 });
  expect([899, 900].map(stop)).toEqual([false, true]);
});
