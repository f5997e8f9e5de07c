import { expect, test } from 'vitest';
import { PIPELINE_RATE_HZ } from '../../../engine/base/nouns.ts';
import { measureSoundCost } from '../../../scripts/bench/sound-cost.ts';
import { settledHeapBytes } from '../../fakes/settled-heap.ts';

const CALL = new Int16Array(PIPELINE_RATE_HZ).fill(7);
const NOISE = new Int16Array(8 * PIPELINE_RATE_HZ);
const SECOND_KIB = 4_096;

test('passes over the call are measured once they are warm, memory in noise, but not over a collection', async () => {
  const passes: Int16Array[] = [];
  let kept: Uint8Array[] = [];
  const cost = await measureSoundCost(
    async (samples, onSecond) => {
      passes.push(samples);
      for (let second = 0; second < samples.length / PIPELINE_RATE_HZ; second += 1) {
        if (samples === NOISE) kept.push(new Uint8Array(SECOND_KIB * 1_024).fill(1));
        if (samples === NOISE && second === 5) {
          kept = [];
          await settledHeapBytes();
        }
        onSecond();
      }
    },
    CALL,
    NOISE,
  );
  expect(passes).toEqual([...Array.from({ length: 7 }, () => CALL), NOISE]);
  expect(cost.corePercents).toHaveLength(5);
  expect(cost.allocatedKibs.length).toBeLessThan(8);
  expect(Math.min(...cost.allocatedKibs)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...cost.allocatedKibs)).toBeGreaterThanOrEqual(SECOND_KIB);
  expect(Math.max(...cost.allocatedKibs)).toBeLessThan(2 * SECOND_KIB);
});
