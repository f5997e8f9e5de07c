import { expect, test } from 'vitest';
import { linearScore, trainLogisticRegression } from '../../../scripts/train/logistic-regression.ts';

const OPTIONS = { slotCount: 10, penalty: 0.01, iterationCount: 200 };
/** Slot 3 asks, slot 7 tells, the others are noise. */
const ROWS = Array.from({ length: 100 }, (_, index) => [index % 2 === 0 ? 3 : 7, index % 3]);
const LABELS = ROWS.map(([slot]) => slot === 3);
const EVEN = ROWS.map(() => 1);

test('what tells the labels apart gets the weight', () => {
  const model = trainLogisticRegression(ROWS, LABELS, EVEN, OPTIONS);
  expect(ROWS.map((row) => linearScore(model, row) > 0)).toEqual(LABELS);
  const [asking = 0, telling = 0, noise = 0] = [3, 7, 0].map((slot) => model.weights[slot]);
  expect(asking).toBeGreaterThan(Math.abs(noise) * 3);
  expect(telling).toBeLessThan(-Math.abs(noise) * 3);
});

test('slots that never occur have no weight, and none of it changes their score', () => {
  const model = trainLogisticRegression(ROWS, LABELS, EVEN, OPTIONS);
  expect(model.weights[9]).toBe(0);
  expect(linearScore(model, [])).toBe(model.bias);
});

test('at the optimum the gradient is nothing: the mean probability is the share of the label', () => {
  const labels = ROWS.map((_, index) => index % 10 === 0);
  const rows = ROWS.map(() => [1]);
  const model = trainLogisticRegression(rows, labels, EVEN, OPTIONS);
  expect(1 / (1 + Math.exp(-linearScore(model, [1])))).toBeCloseTo(0.1, 2);
});

test('a heavier row pulls more, and a penalty holds weights down', () => {
  const rows = [[1], [1]];
  const score = (weights: readonly number[], penalty = 0.01): number =>
    linearScore(trainLogisticRegression(rows, [true, false], weights, { ...OPTIONS, penalty }), [1]);
  expect(score([3, 1])).toBeCloseTo(Math.log(3), 1);
  const large = (penalty: number): number =>
    Math.abs(trainLogisticRegression(ROWS, LABELS, EVEN, { ...OPTIONS, penalty }).weights[3] ?? 0);
  expect(large(10)).toBeLessThan(large(0.01));
});

test('no small change of a weight makes the penalised loss less', () => {
  const penalty = 1;
  const model = trainLogisticRegression(ROWS, LABELS, EVEN, { ...OPTIONS, penalty });
  const loss = (slot: number, change: number): number => {
    const weights = model.weights.map((weight, index) => (index === slot ? weight + change : weight));
    const misfit = ROWS.reduce((sum, row, index) => {
      const margin = linearScore({ weights, bias: model.bias }, row) * (LABELS[index] ? 1 : -1);
      return sum + Math.log1p(Math.exp(-margin));
    }, 0);
    return misfit + (penalty / 2) * weights.reduce((sum, weight) => sum + weight * weight, 0);
  };
  for (const slot of [0, 3, 7]) {
    expect(loss(slot, 0)).toBeLessThanOrEqual(Math.min(loss(slot, 0.02), loss(slot, -0.02)));
  }
});
