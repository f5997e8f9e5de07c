import { expect, test } from 'vitest';
import {
  afterColon,
  bulletText,
  comparable,
  finishedText,
  wholeWords,
} from '../../../../engine/answer/bullets/bullet-text.ts';

const item = (raw: string): string => bulletText(raw, { isItem: true, isTorn: false });
const line = (raw: string): string => bulletText(raw, { isItem: false, isTorn: false });

test.each([
  ['- one', 'one'],
  ['*1. two*', 'two'],
  ['> - 3) three', 'three'],
  ['| cell |', 'cell'],
  ['• four ##', 'four'],
  ['- C# and F#', 'C# and F#'],
  ['---', ''],
  ['**', ''],
  ['- ?!', ''],
])('a list item %j says %j', (raw, text) => {
  expect(item(raw)).toBe(text);
});

test('only a line that is not an item has a label in front of it', () => {
  expect([line('Answer: TCP is reliable'), item('- Answer: TCP is reliable')]).toEqual([
    'TCP is reliable',
    'Answer: TCP is reliable',
  ]);
});

test.each([
  ['one two thr', 'one two'],
  ['one ', 'one'],
  ['one', ''],
  ['', ''],
  ['你好世界', '你好世界'],
  ['你好 API 世wor', '你好 API 世'],
])('the whole words of %j are %j', (text, whole) => {
  expect(wholeWords(text)).toBe(whole);
});

test('an answer behind a colon is found, a time of day is none', () => {
  expect([
    afterColon('Here is a summary: TCP is reliable'),
    afterColon('at 10:30'),
    afterColon('none'),
  ]).toEqual(['TCP is reliable', '', '']);
});

test.each([
  ['Done.', 'Done'],
  ['Done,  ', 'Done'],
  ['First, then:', 'First, then'],
  ['終わり。', '終わり'],
  ['and so on...', 'and so on...'],
  ['Really?', 'Really?'],
])('%j is finished as %j', (text, finished) => {
  expect(finishedText(text)).toBe(finished);
});

test('bullets are compared by their words, and by the signs of their numbers', () => {
  expect(comparable('**TCP** is – reliable!')).toBe(comparable('tcp is reliable'));
  expect(comparable('+5 %')).not.toBe(comparable('-5 %'));
  expect(comparable('a-b')).toBe(comparable('a b'));
});
