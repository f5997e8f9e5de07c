import { expect, test } from 'vitest';
import { runFuzzedTurns } from '../../../scripts/bench/fuzzed-turns.ts';

// `bench hidden-work` runs 10,000.
test('two thousand turns with pauses, corrections and interruptions release no wrong answer', async () => {
  const result = await runFuzzedTurns(2_000, 20_261_121);
  expect(result).toMatchObject({ wrongReleaseCount: 0, staleEventCount: 0 });
  expect(result.counters.speculatedCount).toBeGreaterThan(1_000);
  expect(result.counters.supersededCount).toBeGreaterThan(3);
  expect(result.extraCallRatio).toBeLessThan(0.4);
});
