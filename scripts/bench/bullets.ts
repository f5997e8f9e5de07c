import { createBulletParser } from '../../engine/answer/bullets/bullet-parser.ts';
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
    for (const unit of units) cpuMsOf(repeated(unit, CHUNK_CHARACTERS));
    const times = units.map((unit) => {
      signal.throwIfAborted();
      const text = repeated(unit, TEXT_CHARACTERS);
      return Math.min(cpuMsOf(text), cpuMsOf(text));
    });
    return Promise.resolve([
      // So few that p99 is the worst of them.
      atMost({ p99: BUDGET_MS }, benchRow('bullets: 256 KiB of a repeated token', 'ms', times)),
    ]);
  },
};

function cpuMsOf(text: string): number {
  const parser = createBulletParser({ maxBulletCount: 5, maxWordCount: 14 });
  const before = process.cpuUsage();
  for (let start = 0; start < text.length; start += CHUNK_CHARACTERS) {
    parser.push(text.slice(start, start + CHUNK_CHARACTERS));
  }
  parser.end('torn');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
