import { expect, test } from 'vitest';
import { wordClassOf } from '../../../engine/question/word-class.ts';

test.each([
  ['what', 'what'],
  ['doing', 'doing'],
  ['scaling', '-ing'],
  ['deployed', '-ed'],
  ['quickly', '-ly'],
  ["team's", "-'s"],
  ['faster', '-er'],
  ['replication', '-tion'],
  ['settlements', '-tion'],
  ['servers', '-s'],
  ['process', '*'],
  ['42nd', '#'],
  ['redis', '-s'],
  ['kafka', '*'],
])('"%s" is of class "%s"', (word, wordClass) => {
  expect(wordClassOf(word)).toBe(wordClass);
});
