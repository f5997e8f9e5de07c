import { expect, test } from 'vitest';
import { measureRealTimeLoad } from '../../../scripts/bench/real-time-load.ts';

test('a second of load in real time is answered, and first bullets reach a client after they were due', async () => {
  const [times, answered] = await measureRealTimeLoad(1, new AbortController().signal);
  expect(times?.p50).toBeGreaterThan(0);
  expect(times?.peer?.p50).toBeGreaterThan(0);
  expect(answered?.name).toMatch(/answered of \d+ accepted$/);
  expect(answered?.p50).toBeGreaterThan(0);
});
