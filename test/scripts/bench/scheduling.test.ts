import { expect, test } from 'vitest';
import type { TranscriptEvent } from '../../../engine/base/nouns.ts';
import { commitLags, measureScheduling } from '../../../scripts/bench/scheduling.ts';

const { signal } = new AbortController();

function extended(text: string, volatile: string): TranscriptEvent {
  return { type: 'transcript-extended', turnId: 'a', channel: 'them', text, volatile, atMs: 0 };
}

function completed(text: string): TranscriptEvent {
  const times = { startMs: 0, endMs: 1, endedAtMs: 1, completedAtMs: 1, voicedMs: 1 };
  return {
    type: 'transcript-completed',
    transcript: { turnId: 'a', channel: 'them', text, endReason: 'silence', ...times },
  };
}

test('for each word the passes are counted from its first showing until it is committed', () => {
  const lags = commitLags([
    { event: extended('', 'what is'), passCount: 1 },
    { event: extended('what', 'is tcp'), passCount: 2 },
    { event: extended('what is', 'tcp'), passCount: 4 },
    { event: completed('what is tcp today'), passCount: 5 },
  ]);
  expect(lags).toEqual([1, 3, 3, 0]);
});

test('events without words count for nothing, and a word that is never committed has no lag', () => {
  const dropped = { turnId: 'a', channel: 'them', reason: 'empty', text: '', atMs: 0 } as const;
  expect(commitLags([])).toEqual([]);
  expect(
    commitLags([
      { event: extended('', 'never'), passCount: 1 },
      { event: { type: 'transcript-dropped', ...dropped }, passCount: 9 },
    ]),
  ).toEqual([]);
});

test('a fast recognizer has every goal, among them the text soon after the turn; a slow one gives all turns a text', async () => {
  const fast = await measureScheduling(0.12, 4, signal);
  expect(fast.map(({ name, isMet }) => [name, isMet])).toEqual([
    ['RTF 0.12: audio sent per second spoken', true],
    ['RTF 0.12: passes from first shown to committed', true],
    ['RTF 0.12: committed words retracted', true],
    ['RTF 0.12: end of turn to its text', true],
    ['RTF 0.12: turns of 4 without text', true],
  ]);
  const slow = await measureScheduling(1.5, 4, signal);
  expect(slow[3]).not.toHaveProperty('goal');
  expect(slow[4]).toMatchObject({ p50: 0, isMet: true });
  expect(slow[3]?.p50).toBeGreaterThan(fast[3]?.p50 ?? Number.NaN);
});

test('every run speaks the same turns', async () => {
  expect(await measureScheduling(0.5, 3, signal)).toEqual(await measureScheduling(0.5, 3, signal));
});
