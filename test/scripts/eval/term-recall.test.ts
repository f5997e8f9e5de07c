import { expect, test } from 'vitest';
import { measureTerms } from '../../../scripts/eval/term-recall.ts';

test('terms are counted as said, as heard, as corrected and as invented', () => {
  const correct = (text: string): string =>
    text.replace('velloria', 'Veloria').replace('the cheese', 'the C++');
  const texts = [
    { said: 'Is Veloria up? Veloria is.', heard: 'Is velloria up? Veloria is.' },
    { said: 'Pass the cheese.', heard: 'Pass the cheese.' },
    { said: 'We write C++.', heard: 'We write C++.' },
  ];
  expect(measureTerms(texts, ['Veloria', 'C++'], correct)).toEqual({
    said: 3,
    heard: 2,
    corrected: 3,
    falseCorrections: 1,
  });
});
