import { expect, test } from 'vitest';
import { SPARSE_SLOT_COUNT } from '../../../engine/question/feature-hash.ts';
import {
  linearScorerOf,
  plattProbability,
  questionModelSchema,
  questionScorerOf,
  treesSchema,
} from '../../../engine/question/question-model.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';

const weights = (values: readonly number[]): string => Buffer.from(Int8Array.from(values)).toString('base64');
const flat = { slotCount: 1, bias: 0, step: 1, weights: weights([0]) };

/** One split at `threshold` of the first dense feature: `low` below it, `high` from it. */
const stump = (threshold: number, low: number, high: number) => ({
  base: 0.5,
  roots: [0],
  feature: [0, 0, 0],
  threshold: [threshold, 0, 0],
  left: [1, -1, -1],
  right: [2, -1, -1],
  value: [0, low, high],
});

const utterance = { text: 'What is it?', channel: 'them', isPartial: false, previous: [] } as const;

test('a linear score is the sum of signed weights by the root of their number, and the bias', () => {
  const score = linearScorerOf({ slotCount: 4, bias: 1, step: 0.5, weights: weights([2, -4, 6, 8]) });
  expect([score([]), score([0]), score([0, 1, 2, 3]), score([99])]).toEqual([1, 2, 1 + 6 / 2, 1]);
});

test('trees and a share of the linear score add up', () => {
  const everywhere = {
    slotCount: SPARSE_SLOT_COUNT,
    bias: 3,
    step: 0,
    weights: weights(Array.from({ length: SPARSE_SLOT_COUNT }, () => 0)),
  };
  const score = (trees: ReturnType<typeof stump>, linearShare: number): number =>
    questionScorerOf({
      linear: everywhere,
      trees,
      linearShare,
      completeness: { linear: flat, platt: { slope: 1, intercept: 0 } },
    })(utterance, shapeOf(utterance.text));
  // The first feature is a number between zero and one: one side of each split holds it.
  expect(score(stump(2, -1, 7), 0)).toBe(-0.5);
  expect(score(stump(-1, -1, 7), 0)).toBe(7.5);
  expect(score(stump(2, -1, 7), 2)).toBe(5.5);
});

test('log-odds become a probability on the calibrated curve', () => {
  expect(plattProbability({ slope: 1, intercept: 0 }, 0)).toBe(0.5);
  expect(plattProbability({ slope: 2, intercept: 1 }, 1)).toBeCloseTo(0.9526, 4);
  expect(plattProbability({ slope: 1, intercept: 0 }, -800)).toBe(0);
});

test('weights with a number that is none are refused', () => {
  expect(treesSchema.safeParse(stump(1, 0, 1)).success).toBe(true);
  expect(treesSchema.safeParse({ ...stump(1, 0, 1), value: [0, Number.NaN] }).success).toBe(false);
  expect(questionModelSchema.safeParse({ format: 'another' }).success).toBe(false);
});
