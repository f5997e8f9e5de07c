import { expect, test } from 'vitest';
import { createCrashBudget } from '../../scripts/crash-budget.ts';

test('four crashes within five minutes are forgiven, a fifth is not, and time heals', () => {
  let nowMs = 0;
  const crashes = createCrashBudget(() => nowMs);
  const spent = [0, 1_000, 2_000, 3_000, 4_000].map((atMs) => {
    nowMs = atMs;
    return crashes.spend();
  });
  nowMs = 10 * 60_000;
  expect([...spent, crashes.spend()]).toEqual([true, true, true, true, false, true]);
});
