import { expect, test } from 'vitest';
import { withContext, type Row } from '../../../scripts/train/dataset.ts';
import { examplesOf } from '../../../scripts/train/examples.ts';
import { referencesOf } from '../../../scripts/train/references.ts';

const rowOf = (index: number, more: Partial<Row> = {}): Row => ({
  id: `${index}`,
  text: Array.from({ length: 1 + (index % 20) }, () => 'word').join(' '),
  question: false,
  fold: 0,
  ...more,
});
const rows = Array.from({ length: 100 }, (_, index) => rowOf(index));
const probabilities = rows.map((_, index) => index / 100);

test('each feature of the text has ten bins that hold all examples', () => {
  const references = referencesOf(examplesOf(withContext(rows)), probabilities);
  expect(references.map(({ name }) => name)).toEqual([
    'score',
    'wordCount',
    'openerShare',
    'meanWordLength',
    'rulesScore',
  ]);
  const words = references.find(({ name }) => name === 'wordCount');
  expect(words?.edges).toEqual([3, 5, 7, 9, 11, 13, 15, 17, 19]);
  expect(words?.shares).toEqual(Array.from({ length: 10 }, () => 0.1));
  for (const { shares } of references) {
    expect(shares.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 3);
  }
  // Shares are rounded, so that the file of the weights stays small: here 9 of 96.
  const [score] = referencesOf(examplesOf(withContext(rows.slice(0, 96))), probabilities);
  expect(score?.shares).toContain(0.09375);
  const [odd] = referencesOf(examplesOf(withContext(rows.slice(0, 93))), probabilities);
  expect(odd?.shares).toContain(0.09677);
});

test('rows that were made for training say nothing of how people talk', () => {
  const { fold: _fold, ...written } = rowOf(0, { text: 'one made sentence of very many words' });
  const made = [written, rowOf(1, { source: 'copy', text: 'one made sentence of very many words' })];
  const examples = examplesOf(withContext([...rows, ...made]));
  const [usual, all] = [examples.slice(0, rows.length), examples].map((some) =>
    referencesOf(some, [...probabilities, 0.5, 0.5]),
  );
  expect(all).toEqual(usual);
});

test('of no examples there is no reference', () => {
  expect(referencesOf([], [])).toEqual([]);
});
