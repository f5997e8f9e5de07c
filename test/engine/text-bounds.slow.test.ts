import { expect, test } from 'vitest';
import { hostileUnits, repeated } from '../fakes/hostile-texts.ts';
import { textFunctions } from './text-functions.ts';

const LENGTH_CHARACTERS = 16 * 1_024;
/** 50 ms for 256 KiB are 3 ms for a sixteenth of it; the rest is room for a busy machine and for code that is cold. */
const ROOM_MS = 60;
/** A text that takes so long at an eighth of the length is not tried whole. */
const SHORT_CHARACTERS = LENGTH_CHARACTERS / 8;

const functions = Object.entries(await textFunctions());

test.each(functions)(
  '%s takes a moment for any token repeated',
  (_name, read) => {
    const slow = hostileUnits().filter((unit) =>
      [SHORT_CHARACTERS, LENGTH_CHARACTERS].some((length) =>
        // Some rules begin to search only where there is a blank at all.
        [repeated(unit, length), ` ${repeated(unit, length)} x`, `x${repeated(unit, length)}x`].some((text) =>
          isSlow(read, text),
        ),
      ),
    );
    expect(slow).toEqual([]);
  },
  240_000,
);

/** By the time of the process itself, twice, so that neither a busy machine nor one collection counts. */
function isSlow(read: (text: string) => unknown, text: string): boolean {
  return cpuMsOf(read, text) > ROOM_MS && cpuMsOf(read, text) > ROOM_MS;
}

function cpuMsOf(read: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  read(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
