import { bulletCpuMs } from '../../test/fakes/bullet-cpu.ts';
import { hostileUnits, repeated } from '../../test/fakes/hostile-texts.ts';
import type { Bench } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';

const TEXT_CHARACTERS = 256 * 1_024;
const CHUNK_CHARACTERS = 4_096;
const BUDGET_MS = 50;

/** Reads the worst that a model can write; processor time, so that a busy machine counts less. */
export const bench: Bench = {
  name: 'bullets',
  about: '256 KiB of each of many short tokens, repeated',
  run: (signal) => {
    const units = hostileUnits();
    for (const unit of units) bulletCpuMs(repeated(unit, CHUNK_CHARACTERS), CHUNK_CHARACTERS);
    const times = units.map((unit) => {
      signal.throwIfAborted();
      const text = repeated(unit, TEXT_CHARACTERS);
      return Math.min(bulletCpuMs(text, CHUNK_CHARACTERS), bulletCpuMs(text, CHUNK_CHARACTERS));
    });
    return Promise.resolve([
      // So few that p99 is the worst of them.
      atMost({ p99: BUDGET_MS }, benchRow('bullets: 256 KiB of a repeated token', 'ms', times)),
    ]);
  },
};
