import { expect, test } from 'vitest';
import { addTallies, closeGaps, compareSpans, scoreTally } from '../../../scripts/eval/vad-score.ts';

const FILE_MS = 10_000;
const LABELS = [[2_000, 4_000]] as const;

const scoreOf = (
  heard: readonly (readonly [number, number])[],
  labels = LABELS as readonly (readonly [number, number])[],
) => scoreTally(compareSpans(labels, heard, FILE_MS, heard.length));

test('what is heard as it is labelled has no error', () => {
  expect(scoreOf(LABELS)).toEqual({
    // 100 ms around each boundary are not counted.
    speechMs: 1_800,
    missRate: 0,
    falseAlarmRate: 0,
    onsetErrorMs: { p50: 0, p95: 0 },
    missedOnsets: 0,
    joinedOnsets: 0,
    turns: 1,
  });
});

test('what was not heard is missed, what was heard in silence is a false alarm, each of its own whole', () => {
  const { missRate, falseAlarmRate, onsetErrorMs } = scoreOf([
    [2_050, 3_000],
    [6_000, 6_780],
  ]);
  expect(missRate).toBeCloseTo(0.5);
  expect(falseAlarmRate).toBeCloseTo(0.1);
  expect(onsetErrorMs).toEqual({ p50: 50, p95: 50 });
});

test('labels are not better than a tenth of a second', () => {
  expect(scoreOf([[1_910, 4_090]])).toMatchObject({ missRate: 0, falseAlarmRate: 0 });
});

test('a start that is heard too far away is missed, or joined with the voice before', () => {
  expect(scoreOf([[2_501, 4_000]])).toMatchObject({ missedOnsets: 1, onsetErrorMs: { p50: 500 } });
  expect(scoreOf([[2_499, 4_000]])).toMatchObject({ missedOnsets: 0, onsetErrorMs: { p50: 499 } });
  expect(scoreOf([])).toMatchObject({ missRate: 1, missedOnsets: 1, joinedOnsets: 0 });
  const two = [...LABELS, [5_000, 6_000]] as const;
  expect(scoreOf([[2_000, 6_000]], two)).toMatchObject({
    missedOnsets: 0,
    joinedOnsets: 1,
    onsetErrorMs: { p95: 0 },
  });
});

test('a file without speech has no rate of misses, and one that is all speech no rate of false alarms', () => {
  expect(scoreOf([], [])).toMatchObject({ missRate: null, falseAlarmRate: 0, onsetErrorMs: { p50: null } });
  expect(scoreOf([[0, FILE_MS]], [[0, FILE_MS]])).toMatchObject({ missRate: 0, falseAlarmRate: null });
});

test('short gaps are closed on either side, longer ones are not', () => {
  expect(
    closeGaps([
      [500, 800],
      [0, 210],
      [900, 950],
    ]),
  ).toEqual([[0, 950]]);
  expect(
    closeGaps([
      [0, 200],
      [491, 800],
    ]),
  ).toHaveLength(2);
  expect(
    closeGaps([
      [0, 900],
      [100, 200],
    ]),
  ).toEqual([[0, 900]]);
  const labels = [
    [2_000, 2_900],
    [3_100, 4_000],
  ] as const;
  expect(scoreOf(LABELS, labels)).toEqual(scoreOf(LABELS));
});

test('several files are scored by their times, not by their number', () => {
  const long = compareSpans([[0, 9_000]], [[0, 9_500]], FILE_MS, 1);
  const short = compareSpans([[0, 1_000]], [], FILE_MS, 0);
  const { speechMs, missRate, falseAlarmRate, turns, onsetErrorMs } = scoreTally(addTallies([long, short]));
  expect([speechMs, turns]).toEqual([9_600, 1]);
  expect(missRate).toBeCloseTo(800 / 9_600);
  expect(falseAlarmRate).toBeCloseTo(400 / 9_800);
  expect(onsetErrorMs).toEqual({ p50: 0, p95: 500 });
});
