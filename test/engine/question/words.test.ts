import { expect, test } from 'vitest';
import { closingMarkOf, normalisedWords, sentencesOf, wordsOf } from '../../../engine/question/words.ts';

test.each([
  ["What's TCP?", ["what's", 'tcp']],
  ['What’s TCP?', ["what's", 'tcp']],
  ["It's 3.5 or 1,000 — 'quoted'", ["it's", '3.5', 'or', '1,000', 'quoted']],
  ['Größe, naïve, 東京', ['größe', 'naïve', '東京']],
  ['rock-n-roll e.g. a/b', ['rock', 'n', 'roll', 'e', 'g', 'a', 'b']],
  ['… —!? ', []],
])('the words of %j are %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test.each([
  ['Really?', '?'],
  ['Really?!', '?'],
  ['“Really?”  ', '?'],
  ['本当ですか？', '?'],
  ['هل هذا صحيح؟', '?'],
  ['Τι είναι;', '?'],
  ['What is TCP?🙂', '?'],
  ['**What is TCP?**', '?'],
  ['What is TCP?\u034F\uFE0F', '?'],
  ['`What is TCP?`', '?'],
  ['Done.', '.'],
  ['Done!)', '.'],
  ['終わりました。', '.'],
  ['and so...', '…'],
  ['and so…', '…'],
  ['and so,', '…'],
  ['one; two;', '…'],
  ['no mark', ''],
  ['', ''],
  ['"', ''],
])('%j is closed by %j', (text, mark) => {
  expect(closingMarkOf(text)).toBe(mark);
});

test('contractions are opened, fillers go, so that wordings of one question are equal', () => {
  expect(normalisedWords("um, what's TCP?")).toEqual(normalisedWords('what is TCP'));
  expect(normalisedWords('Whats TCP')).toEqual(['what', 'is', 'tcp']);
  expect(normalisedWords("how're you, where'd it go, who'll come, what've we")).toEqual([
    'how',
    'are',
    'you',
    'where',
    'did',
    'it',
    'go',
    'who',
    'will',
    'come',
    'what',
    'have',
    'we',
  ]);
  // Whose, not "it is".
  expect(normalisedWords('its size')).toEqual(['its', 'size']);
});

test.each([
  ['One. Two? Three', ['One.', 'Two?', 'Three']],
  ['He said "no." Then left.', ['He said "no."', 'Then left.']],
  ['これは何？次です。', ['これは何？', '次です。']],
  ['Version 3.5 is out', ['Version 3.5 is out']],
  ['What is TCP? \u2060', ['What is TCP?']],
  ['What is TCP? 🙂 ♪', ['What is TCP?']],
  ['Yes. . …', ['Yes.']],
  ['   ', []],
])('%j has the sentences %j', (text, sentences) => {
  expect(sentencesOf(text)).toEqual(sentences);
});
