import { expect, test } from 'vitest';
import { withContext, type Row } from '../../../scripts/train/dataset.ts';
import { copiesWithoutContext, examplesOf, FOLD_COUNT } from '../../../scripts/train/examples.ts';

const row = (id: string, more: Partial<Row> = {}): Row => ({
  id,
  text: 'what is it',
  question: true,
  fold: 2,
  ...more,
});
const exampleOf = (more: Partial<Row>) => examplesOf(withContext([row('a', more)]))[0]!;

test('a row of a conversation has its own fold and a weight of one; a doubtful one and a copy half', () => {
  expect(exampleOf({})).toMatchObject({ fold: 2, weight: 1, isByDesign: false, label: true });
  expect(exampleOf({ ambiguous: 'a nod' }).weight).toBe(0.5);
  expect(exampleOf({ source: 'copy' })).toMatchObject({ weight: 0.5, isByDesign: true });
});

test('written rows count more, never calibrate, and those of one topic share a fold', () => {
  const { fold: _fold, ...written } = row('a', { topic: 'caching' });
  const [first, second] = examplesOf(withContext([written, { ...written, id: 'b' }]));
  expect(first).toMatchObject({ weight: 1.5, isByDesign: true });
  expect(second?.fold).toBe(first?.fold);
  expect(first?.fold).toBeLessThan(FOLD_COUNT);
});

test('a request is not an example where a question mark was the label', () => {
  expect(exampleOf({ text: 'tell us about it', act: 'punct:.' }).weight).toBe(0);
  expect(exampleOf({ text: 'tell us about it' }).weight).toBe(1);
});

test('some rows are copied without what was said before', () => {
  const rows = withContext(Array.from({ length: 12 }, (_, index) => row(String(index), { conv: 'c' })));
  const copies = copiesWithoutContext(rows);
  expect(copies.map(({ row: { id, source } }) => [id, source])).toEqual([
    ['0-alone', 'copy'],
    ['6-alone', 'copy'],
  ]);
  expect(copies.flatMap(({ utterance }) => utterance.previous)).toEqual([]);
});
