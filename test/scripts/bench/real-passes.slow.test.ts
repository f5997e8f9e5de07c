import { expect, test } from 'vitest';
import { measureRealPasses } from '../../../scripts/bench/real-passes.ts';

test('a short window, a crash and a hang are measured on real passes', async () => {
  const counts = { passCount: 1, runnerCount: 1, stopCount: 1 };
  const rows = await measureRealPasses(counts, new AbortController().signal);
  expect(rows.map(({ name }) => name)).toEqual([
    'pass in a short window (5 s of speech)',
    'kill -9 mid-pass to the start of its replay',
    'hang mid-pass to the start of its replay',
  ]);
  expect(rows.every(({ p50, goal }) => p50 > 0 && goal !== undefined)).toBe(true);
  expect(rows[0]?.peer?.name).toBe('whole window, same audio');
});
