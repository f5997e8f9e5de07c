import { expect, test } from 'vitest';
import { withContext } from '../../../scripts/train/dataset.ts';
import { examplesOf } from '../../../scripts/train/examples.ts';
import { linearScore } from '../../../scripts/train/logistic-regression.ts';
import {
  outOfFold,
  STACKED_OPTIONS,
  stackedScore,
  trainStackedModel,
} from '../../../scripts/train/stacked-model.ts';

const OPTIONS = { ...STACKED_OPTIONS, boosting: { ...STACKED_OPTIONS.boosting, treeCount: 20 } };
const SUBJECTS = ['the cache', 'our price', 'the contract', 'a queue', 'this plan'];
const examples = examplesOf(
  withContext(
    Array.from({ length: 60 }, (_, index) => ({
      id: `${index}`,
      text: `${index % 2 === 0 ? 'what is' : 'we changed'} ${SUBJECTS[index % 5]}`,
      question: index % 2 === 0,
      fold: index % 3,
    })),
  ),
);

test('no example is scored by a model that saw its fold', () => {
  const seen: number[][] = [];
  const scores = outOfFold(
    examples,
    (training) => {
      const folds = [...new Set(training.map(({ fold }) => fold))];
      seen.push(folds);
      return folds;
    },
    (folds, { fold }) => (folds.includes(fold) ? -1 : folds.length),
  );
  expect(seen).toHaveLength(3);
  expect(scores).toEqual(examples.map(() => 2));
});

test('questions score above statements', () => {
  const model = trainStackedModel(examples, OPTIONS);
  const wrong = examples.filter((example) => stackedScore(model, example) > 0 !== example.label);
  expect(wrong).toEqual([]);
});

test('the score has its share of the linear model, and the trees of every other feature', () => {
  const model = trainStackedModel(examples, OPTIONS);
  const [example] = examples;
  if (!example) throw new Error('there are examples');
  const without = stackedScore({ ...model, linearShare: 0 }, example);
  const share = 0.5 * linearScore(model.linear, example.sparse);
  expect(stackedScore({ ...model, linearShare: 0.5 }, example)).toBeCloseTo(without + share);
  const width = example.dense.length + 2;
  const columns = model.trees.trees.flatMap(({ feature }) => [...feature]).filter((column) => column >= 0);
  expect(Math.max(...columns)).toBe(width - 1);
});
