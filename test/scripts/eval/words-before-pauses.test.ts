import { expect, test } from 'vitest';
import type { HeardPause } from '../../../scripts/eval/heard-pauses.ts';
import { labelledWords, recognizedWords } from '../../../scripts/eval/words-before-pauses.ts';
import { createScriptedTranscriber } from './scripted-words.ts';

function pause(voiceStartMs: number, endMs: number, resumedAtMs: number): HeardPause {
  return { voiceStartMs, endMs, pausedAtMs: endMs + 90, resumedAtMs };
}

test('gives the words up to a pause their share of the voice, none to the silence', () => {
  const pauses = [pause(0, 1_000, 3_050), pause(3_000, 4_000, Number.POSITIVE_INFINITY)];
  const utterance = { startMs: 0, endMs: 4_000, text: 'one two six ten', isQuestion: false };
  const wordsBefore = labelledWords([utterance], pauses);
  expect(pauses.map((heard) => wordsBefore(Number.NEGATIVE_INFINITY, heard))).toEqual([
    'one two',
    'one two six ten',
  ]);
  expect(wordsBefore(1_000, pauses[1]!)).toBe('six ten');
});

test('lets a pause lie at a mark that is near', () => {
  const pauses = [pause(0, 1_300, 1_850), pause(1_800, 4_000, Number.POSITIVE_INFINITY)];
  const utterance = { startMs: 0, endMs: 4_000, text: 'Well, it works. Can we ship it?', isQuestion: true };
  expect(labelledWords([utterance], pauses)(Number.NEGATIVE_INFINITY, pauses[0]!)).toBe('well it works');
});

test('asks the recognizer only for pauses that outlast it, each time for the whole turn so far', async () => {
  const pauses = [
    pause(500, 1_000, 1_300),
    pause(1_250, 2_000, 2_600),
    pause(2_550, 3_000, 4_000),
    pause(3_950, 5_000, Number.POSITIVE_INFINITY),
  ];
  const { transcriber, heard } = createScriptedTranscriber();
  const wordsBefore = await recognizedWords(
    new Int16Array(16_000 * 6),
    pauses,
    { transcriber, delayMs: 400 },
    new AbortController().signal,
  );
  expect(heard).toEqual(['500–2000', '500–3000', '3950–5000']);
  expect(pauses.map((each) => wordsBefore(0, each))).toEqual(['', '500–2000', '500–3000', '3950–5000']);
});
