import { expect, test } from 'vitest';
import { createBulletParser } from '../../../engine/answer/bullets/bullet-parser.ts';
import { hostileUnits, repeated } from '../../fakes/hostile-texts.ts';

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

/** Five times what the worst of them takes on a quiet machine; `bench bullets` holds the real budget of 50 ms. */
const ROOM_MS = 250;

test.each(['', '- ', '<think>', '```\n'])(
  'a quarter of a megabyte of repeated tokens after %j is read in a moment',
  (beginning) => {
    const slow = hostileUnits().filter((unit) => {
      const text = beginning + repeated(unit, 256 * 1_024);
      return cpuMsOf(text, 4_096) > ROOM_MS && cpuMsOf(text, 4_096) > ROOM_MS;
    });
    expect(slow).toEqual([]);
  },
  240_000,
);
