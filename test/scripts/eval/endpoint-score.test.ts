import { expect, test } from 'vitest';
import type { Operation } from '../../../scripts/eval/endpoint-operation.ts';
import { bootstrapIntervals, joinPoints, scoreOf } from '../../../scripts/eval/endpoint-score.ts';

/** A rule that waits so long, and cuts so many of a hundred utterances. */
const point = (delayMs: number, cutOffCount: number): Operation =>
  ({ delaysMs: [delayMs, delayMs, delayMs], cutOffCount, turnCount: 100 }) as unknown as Operation;

test('the least cut-offs within a delay are counted, and the least delay within five in a hundred', () => {
  const points = [point(250, 30), point(500, 8), point(700, 4), point(1_200, 1)];
  expect(scoreOf(points[1] ?? point(0, 0), points)).toEqual({
    delayMs: { p50: 500, p95: 500 },
    cutOffRate: { at300ms: 0.3, at600ms: 0.08 },
    delayAt5PercentCutOffsMs: 700,
  });
});

test('what no point reaches is not known', () => {
  const points = [point(900, 20)];
  expect(scoreOf(point(900, 20), points)).toMatchObject({
    cutOffRate: { at300ms: null, at600ms: null },
    delayAt5PercentCutOffsMs: null,
  });
});

test('calls are joined point by point', () => {
  const [first, second] = joinPoints([
    [point(100, 1), point(200, 2)],
    [point(300, 3), point(400, 4)],
  ]);
  expect([first?.cutOffCount, first?.turnCount, second?.cutOffCount]).toEqual([4, 200, 6]);
  expect(joinPoints([])).toEqual([]);
});

test('intervals are of whole conversations, hold the figure, and need four of them', () => {
  const policy = [2, 4, 6, 8, 10].map((cutOffCount) => [point(400, cutOffCount)]);
  const timer = policy.map(() => [point(400, 12)]);
  const intervals = bootstrapIntervals(policy, timer);
  const [low, high] = intervals?.cutOffRateAt600ms ?? [null, null];
  expect(low).toBeLessThan(0.06);
  expect(high).toBeGreaterThan(0.06);
  expect(intervals?.cutOffRatioAt600ms[1]).toBeLessThan(1);
  expect(intervals?.delayRatioAt5Percent).toEqual([null, null]);
  expect(bootstrapIntervals(policy.slice(0, 3), timer.slice(0, 3))).toBeUndefined();
});
