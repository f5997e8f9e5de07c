import { expect, test } from 'vitest';
import { sensitivityMeaning, thresholdAt } from '../../../engine/question/sensitivity.ts';

const MODEL = {
  utterancesPerHour: 300,
  operatingPoints: [
    { threshold: 0.2, recall: 0.9, falseAlarmRate: 0.1 },
    { threshold: 0.6, recall: 0.64, falseAlarmRate: 0.02 },
    { threshold: 0.95, recall: 0.3, falseAlarmRate: 0.001 },
  ],
} as unknown as Parameters<typeof sensitivityMeaning>[1];

test('the middle of the slider is the chosen threshold, its ends move the odds by e³', () => {
  expect(thresholdAt(0.5, 0.37)).toBeCloseTo(0.37, 10);
  expect(thresholdAt(0, 0.5)).toBeCloseTo(1 / (1 + Math.exp(3)), 10);
  expect(thresholdAt(1, 0.5)).toBeCloseTo(1 / (1 + Math.exp(-3)), 10);
});

test('a position is described by the nearest point of the trade-off', () => {
  expect(sensitivityMeaning(0.5, MODEL, 0.55)).toEqual({
    threshold: expect.closeTo(0.55, 10) as number,
    text: 'finds 6 of 10 questions, about 6 needless answers an hour',
  });
  expect(sensitivityMeaning(1, MODEL, 0.55).text).toBe(
    'finds 3 of 10 questions, less than one needless answer an hour',
  );
});
