import { expect, test } from 'vitest';
import { loadRealWords } from '../../../engine/transcription/real-words.ts';

test('English words are real, also with an ending after an apostrophe and of one letter', async () => {
  const isReal = await loadRealWords();
  const words = [
    'house',
    "house's",
    "didn't",
    "we're",
    "they've",
    "i'm",
    "she'd",
    "we'll",
    'a',
    'i',
    "can't",
    "o'clock",
  ];
  expect(words.filter((word) => !isReal(word))).toEqual([]);
});

test('names, products and slips are not', async () => {
  const isReal = await loadRealWords();
  const words = ['kubernetes', 'postgres', 'hwose', 'x', "kubernetes's"];
  expect(words.filter(isReal)).toEqual([]);
});
