import { expect, test } from 'vitest';
import { createCrashBudget } from '../../../engine/protocol/crash-budget.ts';

test('a fourth crash within five minutes is one too many, and time heals', () => {
  let nowMs = 0;
  const crashes = createCrashBudget({ nowMs: () => nowMs });
  const spent = [0, 1_000, 2_000, 3_000].map((atMs) => {
    nowMs = atMs;
    crashes.noteCrash();
    return crashes.isSpent;
  });
  expect(spent).toEqual([false, false, false, true]);
  nowMs = 299_999;
  expect(crashes.isSpent).toBe(true);
  nowMs = 300_000;
  expect([crashes.isSpent, crashes.crashCount]).toEqual([false, 3]);
});

test('count and window can be chosen, and a reset forgets every crash', () => {
  let nowMs = 0;
  const crashes = createCrashBudget({ nowMs: () => nowMs, maxCrashCount: 2, windowMs: 100 });
  crashes.noteCrash();
  nowMs = 99;
  crashes.noteCrash();
  expect(crashes.isSpent).toBe(true);
  nowMs = 100;
  expect(crashes.isSpent).toBe(false);
  crashes.noteCrash();
  expect(crashes.isSpent).toBe(true);
  crashes.reset();
  expect([crashes.isSpent, crashes.crashCount]).toEqual([false, 0]);
});
