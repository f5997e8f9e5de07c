import { expect, test } from 'vitest';
import type { Figure } from '../../../engine/telemetry/performance-log.ts';
import { summariseFigures } from '../../../scripts/report/summarise-figures.ts';

const DAY_MS = 24 * 60 * 60_000;
const NOON_MS = new Date(2026, 10, 1, 12).getTime();
const figure = (kind: Figure['kind'], more: Partial<Figure> = {}): Figure => ({
  atMs: NOON_MS,
  kind,
  name: '',
  detail: '',
  value: null,
  ...more,
});
const live = (value: number, more: Partial<Figure> = {}): Figure =>
  figure('answer', { name: 'live', detail: 'complete', value, ...more });

const figures = [
  figure('start'),
  ...Array.from({ length: 100 }, (_, index) => live(10 * (index + 1))),
  live(2_000, { atMs: NOON_MS + DAY_MS }),
  live(1, { detail: 'superseded' }),
  figure('answer', { name: 'live', detail: 'failed' }),
  figure('transcript', { name: 'them', value: 300 }),
  figure('lost', { name: 'empty' }),
  figure('lost', { name: 'failed' }),
  figure('failure', { name: 'model-timeout' }),
  figure('failure', { name: 'model-timeout', atMs: NOON_MS + DAY_MS }),
  figure('incident', { name: 'speech', detail: 'degraded' }),
  figure('feedback', { name: 'good' }),
  figure('feedback', { name: 'bad' }),
  figure('feedback', { name: 'not-a-question' }),
  figure('feedback', { name: 'missed' }),
  figure('drift', { name: 'stable' }),
  figure('start'),
  figure('stop'),
  figure('start'),
];
const summary = summariseFigures(figures, NOON_MS - DAY_MS, NOON_MS + DAY_MS);

test('latency stands beside its objectives', () => {
  expect(summary.latency).toEqual([
    {
      name: 'First bullet, live',
      count: 102,
      p50Ms: 500,
      p95Ms: 960,
      p99Ms: 1_000,
      objectives: [
        { percentile: 50, limitMs: 900, isMet: true },
        { percentile: 95, limitMs: 1_800, isMet: true },
      ],
    },
    {
      name: 'Final text',
      count: 1,
      p50Ms: 300,
      p95Ms: 300,
      p99Ms: 300,
      objectives: [{ percentile: 50, limitMs: 700, isMet: true }],
    },
  ]);
});

test('superseded answers are not failures, silence is no loss, a start after no stop is a crash', () => {
  expect(summary.reliability).toEqual({
    answers: 102,
    succeeded: 101,
    successRate: 101 / 102,
    utterances: 2,
    utterancesLost: 1,
    starts: 3,
    crashes: 1,
  });
});

test('the detector is judged by feedback, incidents are counted', () => {
  expect(summary.detector).toEqual({
    judged: 3,
    rightlyAnswered: 2,
    needless: 1,
    missed: 1,
    precision: 2 / 3,
    drift: 'stable',
  });
  expect(summary.incidents).toEqual([
    { name: 'model-timeout', count: 2, lastAtMs: NOON_MS + DAY_MS },
    { name: 'speech degraded', count: 1, lastAtMs: NOON_MS },
  ]);
});

test('each day of answers has its figures, and none where no answer came', () => {
  expect(summary.days).toEqual([
    { day: '2026-11-01', answerCount: 102, p50Ms: 500, p95Ms: 950 },
    { day: '2026-11-02', answerCount: 1, p50Ms: 2_000, p95Ms: 2_000 },
  ]);
  const failed = summariseFigures([figure('answer', { name: 'live', detail: 'failed' })], 0, NOON_MS);
  expect(failed.days).toEqual([{ day: '2026-11-01', answerCount: 1, p50Ms: null, p95Ms: null }]);
});

test('of no figures there are no rates', () => {
  const none = summariseFigures([], 0, NOON_MS);
  expect([none.latency, none.days, none.incidents]).toEqual([[], [], []]);
  expect([none.reliability.successRate, none.detector.precision]).toEqual([null, null]);
});
