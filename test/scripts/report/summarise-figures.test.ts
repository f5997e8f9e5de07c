import { expect, test } from 'vitest';
import type { Figure } from '../../../engine/telemetry/performance-log.ts';
import { plotDays } from '../../../scripts/report/plot-days.ts';
import { plotLatency } from '../../../scripts/report/plot-latency.ts';
import { renderReport } from '../../../scripts/report/render-report.ts';
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

test('superseded answers are no failures, silence is no loss, a start after no stop is a crash', () => {
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

test('the report names what was missed and where the remedy stands', () => {
  const slow = summariseFigures([live(950)], 0, NOON_MS);
  expect(renderReport(slow, { latency: 'a.svg', days: 'b.svg' })).toContain('p50 ≤ 900 ms: **missed**');
  const report = renderReport(summary, { latency: 'a.svg', days: 'b.svg' });
  expect(report).toContain('![Latency against its objectives](a.svg)');
  expect(report).toContain('docs/runbook.md#model-timeout');
  expect(report).toContain('| answers that succeeded | 101 of 102 | 99.0 % |');
});

test('plots are well-formed SVG with a point for each day and a bar for each kind', () => {
  expect(plotDays(summary.days).match(/<circle/g)).toHaveLength(4);
  expect(plotLatency(summary.latency).match(/<rect x/g)).toHaveLength(6);
  for (const svg of [plotDays(summary.days), plotLatency(summary.latency), plotDays([]), plotLatency([])]) {
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test('without figures the report says so', () => {
  const report = renderReport(summariseFigures([], 0, NOON_MS), { latency: 'a.svg', days: 'b.svg' });
  expect(report).toContain('No turn has been measured yet.');
  expect(report).toContain('## Incidents\n\nNone.');
});
