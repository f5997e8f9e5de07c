import { expect, test } from 'vitest';
import { completenessFeaturesOf } from '../../../engine/question/completeness-features.ts';
import { plattProbability } from '../../../engine/question/question-model.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';
import { trainCompleteness, trainEndings } from '../../../scripts/train/completeness-model.ts';
import { withContext, type Row } from '../../../scripts/train/dataset.ts';
import { examplesOf, type Example } from '../../../scripts/train/examples.ts';
import { linearScore } from '../../../scripts/train/logistic-regression.ts';

const SUBJECTS = ['the cache', 'our price', 'the contract', 'a queue', 'this plan', 'the index'];

/** Sentences that end on one of three words, which never occurs before. */
function examples(more: Partial<Row> = {}, count = 60, joint = ' ', mark = ''): Example[] {
  const rows = Array.from({ length: count }, (_, index) => {
    const subject = SUBJECTS[index % SUBJECTS.length] ?? '';
    const text = `we talked about ${subject}${joint}and how it works ${['today', 'here', 'now'][index % 3]}${mark}`;
    return { id: `${index}`, text, question: false, fold: index % 5, ...more };
  });
  return examplesOf(withContext(rows));
}

test('whole sentences are distinguished from their beginnings, in conversations never trained on', () => {
  const model = trainCompleteness(examples());
  expect(model.rocAuc).toBeGreaterThan(0.95);
  expect(model.rocAuc).toBeLessThanOrEqual(1);
  const probabilityOf = (text: string): number =>
    plattProbability(model.platt, linearScore(model.linear, completenessFeaturesOf(shapeOf(text))));
  expect(probabilityOf('we talked about a queue and how it works here')).toBeGreaterThan(0.8);
  expect(probabilityOf('we talked about a')).toBeLessThan(0.2);
});

test('places where speakers pause have a figure of their own, where there are any', () => {
  for (const mark of ['', '…']) {
    expect(trainCompleteness(examples({}, 60, ' ', mark))).not.toHaveProperty('rocAucAtPauses');
  }
  const { rocAucAtPauses } = trainCompleteness(examples({}, 60, ', um, '));
  expect(rocAucAtPauses).toBeGreaterThan(0.95);
});

test.each([{ act: 'fra' }, { act: 'stl' }, { ambiguous: 'incomplete' }])(
  'what was broken off is not a whole sentence: %o',
  (more) => {
    const broken = { ...more, text: 'and then the' };
    const usual = examples();
    const spoilt = [...usual, ...examples(broken, 30)];
    expect(trainEndings(spoilt)).toEqual(trainEndings(usual));
  },
);

test('a sentence of one word is whole, and there is nothing to cut', () => {
  expect(trainCompleteness(examples({ text: 'sure' }, 20)).rocAuc).toBeNaN();
  const usual = examples();
  const scoreOf = (given: readonly Example[]): number =>
    linearScore(trainEndings(given), completenessFeaturesOf(shapeOf('sure')));
  expect(scoreOf([...usual, ...examples({ text: 'sure' }, 20)])).toBeGreaterThan(scoreOf(usual));
});
