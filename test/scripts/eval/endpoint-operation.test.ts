import { expect, test } from 'vitest';
import {
  type HangoverOf,
  type HeardCall,
  operate,
  type Operation,
} from '../../../scripts/eval/endpoint-operation.ts';
import { bootstrapIntervals, joinPoints, scoreOf } from '../../../scripts/eval/endpoint-score.ts';

/** Speech from 0 to 1 s, a pause within the utterance, speech until 2.5 s, then nothing. */
const CALL: HeardCall = {
  conversation: 'call',
  pauses: [
    { voiceStartMs: 0, endMs: 1_000, pausedAtMs: 1_090, resumedAtMs: 1_650 },
    { voiceStartMs: 1_600, endMs: 2_500, pausedAtMs: 2_590, resumedAtMs: Number.POSITIVE_INFINITY },
  ],
  utterances: [{ startMs: 0, endMs: 2_500, text: 'a b', isQuestion: true }],
  wordsBefore: (_turnStartMs, pause) => (pause.endMs === 1_000 ? 'a' : 'a b'),
};

function run(hangoverOf: HangoverOf, recognizerDelayMs = 400): Operation {
  const judge = (text: string) => ({ text, isAsking: false, completeness: text === 'a b' ? 0.9 : 0.1 });
  return operate(CALL, hangoverOf, { judge, recognizerDelayMs });
}

test('counts an end in a pause of the utterance as a cut-off, and the delay of the right one', () => {
  expect(run(() => 500)).toEqual({
    delaysMs: [500],
    questionDelaysMs: [500],
    cutOffCount: 1,
    mergedCount: 0,
    turnCount: 1,
  });
  expect(run(() => 700)).toMatchObject({ delaysMs: [700], cutOffCount: 0 });
});

test('uses words no sooner than the recognizer has them', () => {
  const byWords: HangoverOf = (_pause, text) => (text ? (text.completeness > 0.5 ? 100 : 2_000) : 700);
  expect(run(byWords, 150)).toMatchObject({ delaysMs: [240], cutOffCount: 0 });
  expect(run(byWords, 400)).toMatchObject({ delaysMs: [490], cutOffCount: 0 });
  // Before they are there, the turn is over.
  expect(run(byWords, 1_000)).toMatchObject({ delaysMs: [700], cutOffCount: 0 });
});

test('scores the best point within a budget', () => {
  const point = (delayMs: number, cutOffCount: number): Operation => ({
    delaysMs: Array.from({ length: 20 }, () => delayMs),
    questionDelaysMs: [],
    cutOffCount,
    mergedCount: 0,
    turnCount: 20,
  });
  const points = [point(250, 8), point(500, 2), point(900, 1)];
  expect(scoreOf(point(500, 2), points)).toEqual({
    delayMs: { p50: 500, p95: 500 },
    cutOffRate: { at300ms: 0.4, at600ms: 0.1 },
    delayAt5PercentCutOffsMs: 900,
  });
  expect(joinPoints([points, points])[1]).toMatchObject({ cutOffCount: 4, turnCount: 40 });
});

test('reports how far figures move with the conversations that happened to be recorded', () => {
  const conversation = (cutOffCount: number): Operation[] => [
    { delaysMs: [500], questionDelaysMs: [], cutOffCount, mergedCount: 0, turnCount: 10 },
  ];
  const policy = [0, 1, 1, 2].map(conversation);
  const timer = [2, 2, 3, 3].map(conversation);
  const intervals = bootstrapIntervals(policy, timer);
  const [low, high] = intervals?.cutOffRatioAt600ms ?? [];
  expect(low).toBeLessThan(0.4);
  expect(high).toBeGreaterThan(0.4);
  expect(bootstrapIntervals(policy, timer)).toEqual(intervals);
  expect(bootstrapIntervals(policy.slice(1), timer.slice(1))).toBeUndefined();
});
