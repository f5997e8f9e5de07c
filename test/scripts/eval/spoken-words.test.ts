import { expect, test } from 'vitest';
import { alignWords, alikeWords, spokenWords } from '../../../scripts/eval/spoken-words.ts';

test.each([
  ['It costs £1,200 a year.', 'it costs twelve hundred pounds a year'],
  ['About 20% of it', 'about twenty percent of it'],
  ['At 9:00 on the 3rd', 'at nine on the third'],
  ['The A P I is behind an A.P.I. gateway', 'the API is behind an API gateway'],
  ['Um, we organise it by colour, uh-huh', 'we organize it by color'],
  ['Salt and pepper', 'salt pepper'],
  ['Version 3.2 is OK', 'version three point two is okay'],
])('"%s" is heard as "%s"', (written, said) => {
  expect(spokenWords(written)).toEqual(spokenWords(said));
});

test('a compound counts as one word where the other text joins it', () => {
  const { said, heard } = alikeWords(
    ['Is the database ready?', 'The back end is.'],
    'is the data base ready the backend is',
  );
  expect(said.flat()).toEqual(heard);
});

test('an alignment tells which words were heard and counts the errors', () => {
  expect(alignWords(['how', 'does', 'it', 'scale'], ['how', 'it', 'scales'])).toEqual({
    isHeard: [true, false, true, false],
    errorCount: 2,
  });
  expect(alignWords([], ['so'])).toEqual({ isHeard: [], errorCount: 1 });
});
