import { expect, test } from 'vitest';
import type { TranscriptEvent } from '../../../engine/base/nouns.ts';
import { retractedCount } from '../../../scripts/eval/retracted-words.ts';

const extended = (text: string, turnId = 'a'): TranscriptEvent => ({
  type: 'transcript-extended',
  turnId,
  channel: 'them',
  text,
  volatile: 'and more',
  atMs: 0,
});
const completed = (text: string, turnId = 'a'): TranscriptEvent => ({
  type: 'transcript-completed',
  transcript: {
    turnId,
    channel: 'them',
    text,
    startMs: 0,
    endMs: 1,
    voicedMs: 1,
    endReason: 'silence',
    endedAtMs: 1,
    completedAtMs: 2,
  },
});
const dropped = (turnId = 'a'): TranscriptEvent => ({
  type: 'transcript-dropped',
  turnId,
  channel: 'them',
  reason: 'echo',
  text: '',
  atMs: 0,
});

test('words that are only added are not taken back, whatever their marks and case', () => {
  expect(retractedCount([extended('we use'), extended('We use a'), completed('We use a queue.')])).toBe(0);
});

test('each committed word that is another one later counts, also those that are gone', () => {
  expect(retractedCount([extended('we use'), completed('we choose')])).toBe(1);
  expect(retractedCount([extended('we use a queue'), completed('we')])).toBe(3);
  expect(retractedCount([extended('we use'), dropped()])).toBe(2);
});

test('turns are looked at one by one, and what was never committed is no loss', () => {
  expect(
    retractedCount([extended('one', 'a'), extended('two', 'b'), completed('one', 'a'), dropped('c')]),
  ).toBe(0);
});
