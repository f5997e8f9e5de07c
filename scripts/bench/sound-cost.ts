import { getHeapStatistics } from 'node:v8';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';

/** Takes sound as a front end does. `onSecond` is called after each second of it. */
export type SoundLoad = (samples: Int16Array, onSecond: () => void) => Promise<void>;

/** What a load cost. */
export interface SoundCost {
  /** Share of one core that each pass over the call took. */
  readonly corePercents: readonly number[];
  /** In each second of noise without speech: what a turn copies for its receiver is not counted. */
  readonly allocatedKibs: readonly number[];
}

const PASS_COUNT = 5;
const WARM_UP_COUNT = 2;

/** @param noise without speech, in which memory is measured. */
export async function measureSoundCost(
  load: SoundLoad,
  samples: Int16Array,
  noise: Int16Array,
): Promise<SoundCost> {
  const seconds = samples.length / PIPELINE_RATE_HZ;
  const corePercents: number[] = [];
  for (let pass = -WARM_UP_COUNT; pass < PASS_COUNT; pass += 1) {
    const before = process.cpuUsage();
    await load(samples, () => undefined);
    const { user, system } = process.cpuUsage(before);
    // CPU time in µs over sound time in s; one core is 1,000,000 µs a second.
    if (pass >= 0) corePercents.push((user + system) / seconds / 10_000);
  }
  const allocatedKibs: number[] = [];
  let lastBytes = heldBytes();
  await load(noise, () => {
    const bytes = heldBytes();
    // A collection in between makes the difference meaningless.
    if (bytes >= lastBytes) allocatedKibs.push((bytes - lastBytes) / 1_024);
    lastBytes = bytes;
  });
  return { corePercents, allocatedKibs };
}

function heldBytes(): number {
  const { used_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
  return heapBytes + externalBytes;
}
