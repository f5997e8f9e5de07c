import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** @returns bytes of the heap that are still in use after collections and the finalizers that they set off. */
export async function settledHeapBytes(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    collect();
    await sleep(20);
  }
  return process.memoryUsage().heapUsed;
}
