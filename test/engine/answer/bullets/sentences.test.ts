import { expect, test } from 'vitest';
import { firstSentence, splitSentences } from '../../../../engine/answer/bullets/sentences.ts';

test.each([
  ['It is fast. It is small.', ['It is fast. ', 'It is small.']],
  ['Use e.g. Redis. Or not.', ['Use e.g. Redis. ', 'Or not.']],
  ['Version 3.5 is out! Try it', ['Version 3.5 is out! ', 'Try it']],
  ['"Done." He left.', ['"Done." ', 'He left.']],
  ['速い。小さい。', ['速い。', '小さい。']],
  ['One sentence only.', ['One sentence only.']],
])('"%s" is split where sentences end', (line, parts) => {
  expect(splitSentences(line)).toEqual(parts);
});

test('a first sentence is given once the next one has begun', () => {
  expect(firstSentence('It is fast.')).toBe('');
  expect(firstSentence('It is fast. ')).toBe('');
  expect(firstSentence('It is fast. I')).toBe('It is fast. ');
});
