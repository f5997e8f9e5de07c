import { expect, test } from 'vitest';
import { RetryBudget } from '../../../../../engine/answer/servers/base/retry-budget.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';

/** How many retries are granted right now. */
function takeAll(budget: RetryBudget): number {
  let takenCount = 0;
  while (takenCount < 100 && budget.take()) takenCount += 1;
  return takenCount;
}

test('ten retries are granted at once, then one in three seconds', async () => {
  const clock = new ManualClock();
  const budget = new RetryBudget(clock);
  expect(takeAll(budget)).toBe(10);
  await clock.advance(2_999);
  expect(budget.take()).toBe(false);
  await clock.advance(1);
  expect(takeAll(budget)).toBe(1);
  await clock.advance(7_500);
  expect(takeAll(budget)).toBe(2);
  // The half of one that was left over counts.
  await clock.advance(1_500);
  expect(takeAll(budget)).toBe(1);
});

test('no more than ten are saved up', async () => {
  const clock = new ManualClock();
  const budget = new RetryBudget(clock);
  await clock.advance(86_400_000);
  expect(takeAll(budget)).toBe(10);
});
