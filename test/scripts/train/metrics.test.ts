import { expect, test } from 'vitest';
import {
  averagePrecision,
  cohensKappa,
  expectedCalibrationError,
  metricsAt,
} from '../../../scripts/train/metrics.ts';

test('average precision of a known ranking', () => {
  // Hits at ranks 1 and 3: (1/1 + 2/3) / 2.
  expect(averagePrecision([0.9, 0.8, 0.7, 0.1], [true, false, true, false])).toBeCloseTo(5 / 6, 12);
});

test('equal scores are worth the positive ratio, in whatever order', () => {
  expect(averagePrecision([1, 1, 1, 1], [true, false, false, false])).toBe(0.25);
  expect(averagePrecision([1, 1, 1, 1], [false, false, false, true])).toBe(0.25);
});

test('a ranking upside down scores below the positive ratio', () => {
  const labels = Array.from({ length: 100 }, (_, index) => index < 20);
  const scores = labels.map((_, index) => index);
  expect(averagePrecision(scores, labels)).toBeLessThan(0.2);
});

test('precision, recall and F1 at a threshold that a score meets exactly', () => {
  expect(metricsAt(0.5, [0.9, 0.5, 0.6, 0.1], [true, true, false, true])).toEqual({
    precision: 2 / 3,
    recall: 2 / 3,
    f1: 2 / 3,
  });
  expect(metricsAt(0.95, [0.9], [true])).toEqual({ precision: 0, recall: 0, f1: 0 });
});

test('calibration error is the distance of said from happened', () => {
  expect(expectedCalibrationError([0.25, 0.25, 0.25, 0.25], [true, false, false, false])).toBe(0);
  expect(expectedCalibrationError([0.75, 0.75], [false, false])).toBe(0.75);
});

test('kappa is 1 for equal labels, 0 for agreement by chance', () => {
  expect(cohensKappa([true, false, true], [true, false, true])).toBe(1);
  expect(cohensKappa([true, true, false, false], [true, false, true, false])).toBe(0);
});
