import { expect, test } from 'vitest';
import { measureAborts } from '../../../scripts/bench/abort.ts';

test('answers are aborted, with a raw peer now and then, and no socket is left', async () => {
  const [silent, noticed, left] = await measureAborts(5, new AbortController().signal);
  for (const row of [silent, noticed]) {
    // None ends before it was aborted.
    expect(row?.p50).toBeGreaterThanOrEqual(0);
    expect(row?.p99).toBeGreaterThanOrEqual(row?.p50 ?? Number.NaN);
    expect(row?.peer?.p50).toBeGreaterThanOrEqual(0);
  }
  expect(silent).not.toHaveProperty('goal');
  expect(noticed?.goal).toBe('p99 ≤ 50 ms');
  expect(left).toMatchObject({ p50: 0, unit: 'count', isMet: true });
});

test('stops when it is told to', async () => {
  await expect(measureAborts(5, AbortSignal.abort(new Error('enough')))).rejects.toThrow();
});
