import { expect, test } from 'vitest';
import {
  calibrate,
  CHOSEN_THRESHOLD,
  crossCalibrate,
  indicesOf,
  isCleanConversation,
  operatingPoints,
  setMetrics,
} from '../../../scripts/train/cross-validation.ts';
import { withContext, type Row } from '../../../scripts/train/dataset.ts';
import { examplesOf } from '../../../scripts/train/examples.ts';

/** Two folds of conversations, and written rows whose scores mean nothing. */
const rows: Row[] = Array.from({ length: 60 }, (_, index) => ({
  id: `r${index}`,
  text: 'what is it',
  question: index % 2 === 0,
  ...(index < 50 ? { fold: index % 4 < 2 ? 0 : 1 } : { topic: 'written' }),
}));
const examples = examplesOf(withContext(rows));
const logOdds = examples.map(({ label, isByDesign }, index) =>
  isByDesign ? -50 : (label ? 1 : -1) * (index % 10 === 0 ? -1 : 1),
);

test('a missed question costs as much as two needless answers', () => {
  expect(CHOSEN_THRESHOLD).toBeCloseTo(1 / 3);
});

test('the calibration is fitted on conversations alone', () => {
  const platt = calibrate(examples, logOdds);
  const untouched = logOdds.map((value, index) => (examples[index]?.isByDesign ? 50 : value));
  expect(calibrate(examples, untouched)).toEqual(platt);
  expect(platt.slope).toBeGreaterThan(0);
});

test('no row is calibrated by its own fold', () => {
  const before = crossCalibrate(examples, logOdds);
  const fold = examples[0]?.fold;
  const turned = logOdds.map((value, index) =>
    examples[index]?.fold === fold && index > 0 ? -value : value,
  );
  expect(crossCalibrate(examples, turned)[0]).toBe(before[0]);
  expect(crossCalibrate(examples, turned)[2]).not.toBe(before[2]);
});

test('points trade found questions for needless answers, on clean rows of conversations', () => {
  const probabilities = crossCalibrate(examples, logOdds);
  const points = operatingPoints(examples, probabilities);
  expect(points).toHaveLength(49);
  const recalls = points.map(({ recall }) => recall);
  expect(recalls).toEqual(recalls.toSorted((a, b) => b - a));
  const alarms = points.map(({ falseAlarmRate }) => falseAlarmRate);
  expect(alarms).toEqual(alarms.toSorted((a, b) => b - a));
  expect(indicesOf(examples, isCleanConversation)).toHaveLength(50);
});

test('figures of a set know its baseline, and none of it is something', () => {
  expect(setMetrics([0.9, 0.8, 0.1, 0.2], [true, true, false, false], 0.5)).toMatchObject({
    n: 4,
    positives: 2,
    baseline: 0.5,
    prAuc: 1,
    precision: 1,
    recall: 1,
  });
  expect(setMetrics([], [], 0.5)).toMatchObject({ n: 0, baseline: 0 });
});
