import { expect, test } from 'vitest';
import {
  boostedScore,
  trainBoostedTrees,
  type BoostingOptions,
} from '../../../scripts/train/boosted-trees.ts';

const OPTIONS: BoostingOptions = {
  treeCount: 60,
  leafCount: 4,
  learningRate: 0.3,
  minLeafHessian: 0.5,
  penalty: 1,
  rowShare: 1,
  featureShare: 1,
  seed: 1,
};

/** True when exactly one of two facts holds: no line between them tells it. */
const GRID = Array.from({ length: 200 }, (_, index) => [index % 10, Math.floor(index / 10) % 20]);
const isOdd = ([a = 0, b = 0]: readonly number[]): boolean => a >= 3 !== b >= 14;
const EVEN = GRID.map(() => 1);

function accuracy(options: Partial<BoostingOptions> = {}): number {
  const model = trainBoostedTrees(GRID, GRID.map(isOdd), EVEN, { ...OPTIONS, ...options });
  return GRID.filter((row) => boostedScore(model, row) > 0 === isOdd(row)).length / GRID.length;
}

test('what no line can tell apart is learned', () => {
  expect(accuracy()).toBe(1);
  expect(accuracy({ rowShare: 0.8, featureShare: 1, seed: 2 })).toBeGreaterThan(0.95);
});

test('the same seed gives the same trees', () => {
  const train = (seed: number) =>
    trainBoostedTrees(GRID, GRID.map(isOdd), EVEN, { ...OPTIONS, rowShare: 0.5, seed });
  expect(train(3)).toEqual(train(3));
  expect(train(3)).not.toEqual(train(4));
});

test('rows that weigh nothing teach nothing', () => {
  const weights = GRID.map(([a = 0]) => (a >= 5 ? 1 : 0));
  const model = trainBoostedTrees(GRID, GRID.map(isOdd), weights, OPTIONS);
  const heard = GRID.filter(([a = 0]) => a >= 5);
  expect(heard.every((row) => boostedScore(model, row) > 0 === isOdd(row))).toBe(true);
  const unheard = GRID.filter(([a = 0]) => a < 5);
  expect(unheard.some((row) => boostedScore(model, row) > 0 !== isOdd(row))).toBe(true);
});

test('labels of one kind need no split', () => {
  const model = trainBoostedTrees(
    GRID,
    GRID.map(() => true),
    EVEN,
    { ...OPTIONS, treeCount: 1 },
  );
  expect(model.trees.map(({ value }) => value.length)).toEqual([1]);
  expect(Math.min(...GRID.map((row) => boostedScore(model, row)))).toBeGreaterThan(2);
});
