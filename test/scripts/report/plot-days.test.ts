import { expect, test } from 'vitest';
import { plotDays } from '../../../scripts/report/plot-days.ts';

const DAYS = [
  { day: '2026-11-01', answerCount: 3, p50Ms: 500, p95Ms: 1_000 },
  { day: '2026-11-02', answerCount: 1, p50Ms: null, p95Ms: null },
  { day: '2026-11-04', answerCount: 2, p50Ms: 250, p95Ms: 2_000 },
];

/** Heights of the dots of a series, from the top. */
function heightsOf(svg: string, colour: string): number[] {
  const dots = svg.matchAll(new RegExp(`cy="([\\d.]+)" r="3" fill="${colour}"`, 'g'));
  return [...dots].map(([, y]) => Number(y));
}

test('each day with an answer has a dot for p50 and one for p95, higher the longer it took', () => {
  const svg = plotDays(DAYS);
  const [p50, p95] = [heightsOf(svg, '#2563eb'), heightsOf(svg, '#b45309')];
  expect([p50.length, p95.length]).toEqual([2, 2]);
  expect(p95[1]).toBeLessThan(p95[0]!);
  expect(p50[1]).toBeGreaterThan(p50[0]!);
  expect(p50[0]).toBeGreaterThan(p95[0]!);
});

test('the scale ends at the longest time, and the axis at the first and the last day', () => {
  const texts = [...plotDays(DAYS).matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text);
  expect(texts).toEqual(['0 ms', '1000 ms', '2000 ms', 'p50', 'p95', '2026-11-01', '2026-11-04']);
});

test('a plot of no day, and one of days without an answer, has no dot and nothing that is not a number', () => {
  for (const svg of [plotDays([]), plotDays(DAYS.slice(1, 2))]) {
    expect(svg).not.toMatch(/<circle|NaN|Infinity|undefined|null/);
  }
});
