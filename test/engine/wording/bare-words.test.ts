import { expect, test } from 'vitest';
import { bareWord, wordsOf } from '../../../engine/wording/bare-words.ts';

test('words are split at any white space, and blanks at the ends give none', () => {
  expect(wordsOf('  What is\ta\n hash map? ')).toEqual(['What', 'is', 'a', 'hash', 'map?']);
  expect(wordsOf(' \n')).toEqual([]);
});

test.each([
  ['Well,', 'well'],
  ["Don't!", 'dont'],
  ['C++17', 'c17'],
  ['¿Qué?', 'qué'],
  ['東京。', '東京'],
  ['—', ''],
])('%s is compared as "%s"', (word, bare) => {
  expect(bareWord(word)).toBe(bare);
});
