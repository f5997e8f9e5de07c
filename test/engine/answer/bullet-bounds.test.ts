import { expect, test } from 'vitest';
import { createBulletParser } from '../../../engine/answer/bullets/bullet-parser.ts';
import { hostileUnits, repeated } from './hostile-texts.ts';

/** Of the process itself, so that a busy machine does not count. */
function cpuMsOf(text: string, chunkCharacters: number): number {
  const parser = createBulletParser({ maxBulletCount: 5, maxWordCount: 14 });
  const before = process.cpuUsage();
  for (let start = 0; start < text.length; start += chunkCharacters) {
    parser.push(text.slice(start, start + chunkCharacters));
  }
  parser.end('torn');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** A cubic or quadratic rule takes seconds for these; the absolute figure belongs to `bench`. */
const ROOM_MS = 400;

test.each(['', '- ', '<think>', '```\n'])(
  'repeated tokens after %j take time in proportion',
  (beginning) => {
    const slow = hostileUnits().filter((unit) => {
      const small = cpuMsOf(beginning + repeated(unit, 64 * 1_024), 4_096);
      const large = cpuMsOf(beginning + repeated(unit, 256 * 1_024), 4_096);
      return large > 8 * small + ROOM_MS;
    });
    expect(slow).toEqual([]);
  },
  240_000,
);
