import { expect, test } from 'vitest';
import { fitPlatt } from '../../../engine/question/calibration.ts';

const SCORES = [-3, -2, -1, 1, 2, 3];

test('no labels leave the prior as it is', () => {
  expect(fitPlatt([], [])).toEqual({ slope: 1, intercept: 0 });
  expect(fitPlatt([], [], { prior: { slope: 0.7, intercept: 0.2 } })).toEqual({ slope: 0.7, intercept: 0.2 });
});

test('labels that follow the scores give a positive slope and no shift', () => {
  const { slope, intercept } = fitPlatt(SCORES, [false, false, false, true, true, true]);
  expect(slope).toBeGreaterThan(0.4);
  expect(intercept).toBeCloseTo(0, 5);
});

test('more positives than the scores promise shift the intercept up', () => {
  const { intercept } = fitPlatt(SCORES, [false, true, true, true, true, true]);
  expect(intercept).toBeGreaterThan(0.5);
});

test('labels that contradict the scores do not turn them upside down', () => {
  expect(fitPlatt(SCORES, [true, true, true, false, false, false]).slope).toBe(0.05);
});

test('a heavy prior outweighs a few labels', () => {
  const labels = [true, true, true, true, true, true];
  const light = fitPlatt(SCORES, labels).intercept;
  const heavy = fitPlatt(SCORES, labels, { priorWeight: 100 }).intercept;
  expect(heavy).toBeLessThan(0.1);
  expect(light).toBeGreaterThan(0.5);
});
