import { expect, test } from 'vitest';
import { measureVirtualLoad } from '../../../scripts/bench/virtual-load.ts';

test('each question of a load in virtual time is accepted and answered from the cache', async () => {
  const [times, answered, computing] = await measureVirtualLoad(1, new AbortController().signal);
  expect(times?.p50).toBeGreaterThan(0);
  expect(times?.peer?.p50).toBeGreaterThan(0);
  expect(answered).toMatchObject({ name: expect.stringContaining('of 400 accepted') as unknown, p50: 100 });
  expect(computing?.p50).toBeGreaterThan(0);
});
