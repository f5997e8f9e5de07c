import { expect, test } from 'vitest';
import { measureRelay } from '../../../scripts/bench/relay.ts';

test('each way to send tokens is measured against the flood of ready-made frames', async () => {
  const rows = await measureRelay({ roundCount: 2, tokenCount: 2_000 }, new AbortController().signal);
  expect(rows.map(({ name, goal }) => [name, goal])).toEqual([
    ['relay, a frame a token', undefined],
    ['relay, a frame a token, against the raw flood', 'p50 ≥ 0.9'],
    ['relay, a frame a chunk', undefined],
    ['relay, a frame a chunk, against the raw flood', 'p50 ≥ 2'],
  ]);
  expect(rows.every(({ p50 }) => p50 > 0 && Number.isFinite(p50))).toBe(true);
  expect(rows[0]?.peer?.p50).toBe(rows[2]?.peer?.p50);
});
