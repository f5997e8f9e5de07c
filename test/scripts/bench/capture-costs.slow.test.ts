import { expect, test } from 'vitest';
import { measureEchoGuard, measureStalls } from '../../../scripts/bench/capture-costs.ts';
import { FRAME_MS } from '../../../engine/capture/samples-source.ts';

const RUN_MS = 1_200;

test('frames that come while the thread is stalled are all read, each after it was pushed', async () => {
  const { waitsMs, lostCount } = await measureStalls(RUN_MS, new AbortController().signal);
  expect([waitsMs.length, lostCount]).toEqual([RUN_MS / FRAME_MS, 0]);
  expect(Math.min(...waitsMs)).toBeGreaterThanOrEqual(0);
});

test('the echo guard has a share of the core for each second of sound', async () => {
  for (const amplitude of [0, 3_000]) {
    const shares = await measureEchoGuard(3, amplitude);
    // The guard holds back the end of what it is given.
    expect(shares.length).toBeGreaterThanOrEqual(2);
    expect(shares.length).toBeLessThanOrEqual(3);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
  }
});
