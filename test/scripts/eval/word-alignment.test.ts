import { expect, test } from 'vitest';
import type { TranscriptEvent } from '../../../engine/base/nouns.ts';
import { retractedCount } from '../../../scripts/eval/retracted-words.ts';
import { shownIndices, wordEndsMs } from '../../../scripts/eval/word-alignment.ts';

test('a shown word counts where it stands in order', () => {
  expect(shownIndices(['how', 'does', 'a', 'map', 'work'], ['how', 'a', 'work'])).toEqual([0, 2, 4]);
  expect(shownIndices(['work', 'how'], ['how', 'work'])).toEqual([0]);
});

test('the last word ends with its utterance, the others share the time by their letters', () => {
  expect(wordEndsMs('I see you', 1_000, 2_000)).toEqual([1_200, 1_600, 2_000]);
});

test('a committed word that changes or vanishes is a retraction; other turns and growth are none', () => {
  const extended = (turnId: string, text: string): TranscriptEvent => ({
    type: 'transcript-extended',
    turnId,
    channel: 'them',
    text,
    volatile: 'whatever',
    atMs: 0,
  });
  expect(
    retractedCount([extended('a', 'what is'), extended('b', 'who'), extended('a', 'What, is the price')]),
  ).toBe(0);
  expect(retractedCount([extended('a', 'what is the'), extended('a', 'what was the')])).toBe(1);
  expect(retractedCount([extended('a', 'what is the'), extended('a', 'what is')])).toBe(1);
});

test('committed words that a pause does not show, or that a dropped turn takes along, are retractions', () => {
  const turn = { turnId: 'a', channel: 'them', atMs: 0 } as const;
  const begun = { type: 'transcript-extended', ...turn, text: 'what is', volatile: '' } as const;
  const paused = { type: 'transcript-paused', ...turn, text: 'what is the price' } as const;
  expect(retractedCount([begun, { ...paused, committedText: 'what is' }])).toBe(0);
  expect(retractedCount([begun, { ...paused, committedText: '' }])).toBe(2);
  expect(retractedCount([begun, { type: 'transcript-dropped', ...turn, reason: 'failed', text: '' }])).toBe(
    2,
  );
});
