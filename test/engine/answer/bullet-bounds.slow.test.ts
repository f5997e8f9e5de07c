import { expect, test } from 'vitest';
import { bulletCpuMs } from '../../fakes/bullet-cpu.ts';
import { hostileUnits, repeated } from '../../fakes/hostile-texts.ts';

/** Five times what the worst of them takes on a quiet machine; `bench bullets` holds the real budget of 50 ms. */
const ROOM_MS = 250;

test.each(['', '- ', '<think>', '```\n'])(
  'a quarter of a megabyte of repeated tokens after %j is read in a moment',
  (beginning) => {
    const slow = hostileUnits().filter((unit) => {
      const text = beginning + repeated(unit, 256 * 1_024);
      return bulletCpuMs(text, 4_096) > ROOM_MS && bulletCpuMs(text, 4_096) > ROOM_MS;
    });
    expect(slow).toEqual([]);
  },
  240_000,
);
