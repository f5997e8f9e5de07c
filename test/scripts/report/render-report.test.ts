import { expect, test } from 'vitest';
import { renderReport } from '../../../scripts/report/render-report.ts';
import type { PerformanceSummary } from '../../../scripts/report/summarise-figures.ts';

const NOON_MS = new Date(2026, 10, 1, 12).getTime();
const PLOTS = { latency: 'a.svg', days: 'b.svg' };
const EMPTY: PerformanceSummary = {
  sinceMs: NOON_MS,
  untilMs: NOON_MS,
  figures: 0,
  latency: [],
  days: [],
  reliability: {
    answers: 0,
    succeeded: 0,
    successRate: null,
    utterances: 0,
    utterancesLost: 0,
    starts: 0,
    crashes: 0,
  },
  detector: { judged: 0, rightlyAnswered: 0, needless: 0, missed: 0, precision: null, drift: 'unknown' },
  incidents: [],
};
const LATENCY = [
  {
    name: 'First bullet, live',
    count: 3,
    p50Ms: 950,
    p95Ms: 1_200,
    p99Ms: 1_200,
    objectives: [
      { percentile: 50, limitMs: 900, isMet: false },
      { percentile: 95, limitMs: 1_800, isMet: true },
    ],
  },
] as const;

const report = (more: Partial<PerformanceSummary>): string => renderReport({ ...EMPTY, ...more }, PLOTS);

test('latency stands beside its objectives, and what was missed is in bold', () => {
  expect(report({ latency: LATENCY })).toContain(
    '| First bullet, live | 3 | 950 ms | 1,200 ms | 1,200 ms | p50 ≤ 900 ms: **missed**, p95 ≤ 1,800 ms: met |',
  );
});

test('a plot is only shown where there is something to plot', () => {
  const days = [{ day: '2026-11-01', answerCount: 1, p50Ms: 1, p95Ms: 1 }];
  const plotsOf = (text: string): string[] => [...text.matchAll(/\((\w\.svg)\)/g)].map(([, link]) => link!);
  expect(plotsOf(report({}))).toEqual([]);
  expect(plotsOf(report({ latency: LATENCY }))).toEqual(['a.svg']);
  expect(plotsOf(report({ latency: LATENCY, days }))).toEqual(['a.svg', 'b.svg']);
});

test('what went wrong is named with its meaning, and where the remedy stands if it has a code', () => {
  const incidents = [
    { name: 'model-timeout', count: 2, lastAtMs: NOON_MS },
    { name: 'speech degraded', count: 1, lastAtMs: NOON_MS },
  ];
  const [code, state] = report({ incidents }).match(/^\| (?:model-timeout|speech degraded) .*$/gm) ?? [];
  expect(code).toMatch(/^\| model-timeout \| 2 \| 2026-11-01 \| .+\(docs\/runbook\.md#model-timeout\) \|$/);
  expect(state).toContain('| A component was not fully working');
});

test('rates are percentages, and none where nothing was counted', () => {
  const reliability = {
    ...EMPTY.reliability,
    answers: 102,
    succeeded: 101,
    successRate: 101 / 102,
    utterances: 8,
    utterancesLost: 1,
  };
  const counted = report({ reliability });
  expect(counted).toContain('| answers that succeeded | 101 of 102 | 99.0 % |');
  expect(counted).toContain('| utterances without text | 1 of 8 | 12.5 % |');
  expect(report({})).toContain('| utterances without text | 0 of 0 | – |');
});

test('a question that was reported as missed is a judgement as well', () => {
  expect(report({})).toContain('No answer has been judged yet. Drift: unknown.');
  expect(report({ detector: { ...EMPTY.detector, missed: 1 } })).toContain(
    '1 questions were reported as missed',
  );
});

test('without figures the report says so', () => {
  expect(report({})).toContain('No turn has been measured yet.');
  expect(report({})).toContain('## Incidents\n\nNone.');
});
