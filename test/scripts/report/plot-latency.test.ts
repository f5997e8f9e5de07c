import { expect, test } from 'vitest';
import { plotLatency } from '../../../scripts/report/plot-latency.ts';
import type { LatencyRow } from '../../../scripts/report/summarise-figures.ts';

const MET = '#15803d';
const MISSED = '#b91c1c';
const LIVE: LatencyRow = {
  name: 'First bullet, live',
  count: 9,
  p50Ms: 800,
  p95Ms: 2_500,
  p99Ms: 4_000,
  objectives: [
    { percentile: 50, limitMs: 900, isMet: true },
    { percentile: 95, limitMs: 1_800, isMet: false },
  ],
};
const CACHED: LatencyRow = { ...LIVE, name: 'First bullet, cached', p50Ms: 2, p95Ms: 5, p99Ms: 9 };

test('each row has a bar for each percentile, the longest behind', () => {
  const svg = plotLatency([LIVE, CACHED]);
  const widths = [...svg.matchAll(/height="18" width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths).toHaveLength(6);
  expect(widths.slice(0, 3)).toEqual(widths.slice(0, 3).toSorted((a, b) => b - a));
  expect(Math.max(...widths.slice(3))).toBeLessThan(Math.min(...widths.slice(0, 3)));
  expect(svg).toContain('First bullet, cached');
  expect(svg).toContain('800 ms');
});

test('objectives are marked as met or missed, and a limit beyond all bars still fits', () => {
  const colours = [...plotLatency([LIVE]).matchAll(/<line .*?stroke="(#\w+)"/g)].map(([, colour]) => colour);
  expect(colours).toEqual([MET, MISSED]);
  const far = plotLatency([{ ...CACHED, objectives: [{ percentile: 99, limitMs: 60_000, isMet: true }] }]);
  expect(Number(/<line x1="([\d.]+)"/.exec(far)?.[1])).toBeLessThan(640);
});

test('a plot of nothing, and of times of zero, has nothing that is not a number', () => {
  const still = { ...CACHED, p50Ms: 0, p95Ms: 0, p99Ms: 0, objectives: [] };
  for (const svg of [plotLatency([]), plotLatency([still])]) {
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});
