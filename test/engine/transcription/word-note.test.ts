import { expect, test } from 'vitest';
import { wordNote } from '../../../engine/transcription/word-note.ts';

const pace = (clipMs: number, passMs: number, verdict: 'live-text' | 'hopeless' = 'live-text'): string =>
  wordNote({ kind: 'pace', clipMs, passMs, verdict });

test.each([
  [3_000, 400, '3 s of speech takes 0.4 s'],
  [3_000, 1_000, '3 s of speech takes 1 s'],
  [2_500, 12_340, '2.5 s of speech takes 12.3 s'],
  // Never none at all.
  [3_000, 3, '3 s of speech takes 0.1 s'],
])('a pass of %i ms in %i ms reads %j', (clipMs, passMs, words) => {
  expect(pace(clipMs, passMs)).toBe(words);
});

test('a machine that cannot keep up is reported', () => {
  expect(pace(3_000, 9_000, 'hopeless')).toBe(
    '3 s of speech takes 9 s: this machine cannot follow a call with it',
  );
});

test.each([
  [1, 'This machine is busy: the text of 1 utterance comes late; the audio is kept.'],
  [2, 'This machine is busy: the text of 2 utterances comes late; the audio is kept.'],
])('%i late utterances are counted in words', (utteranceCount, words) => {
  expect(wordNote({ kind: 'behind', cause: 'busy', effect: 'late', utteranceCount })).toBe(words);
});

test('a limit of a recognizer is reported', () => {
  expect(wordNote({ kind: 'limit', limit: 'english-only' })).toBe(
    'understands English only, not the language that is set',
  );
});
