import { expect, test } from 'vitest';
import { loadQuestionAt, loadRows, type LoadRun } from '../../../scripts/bench/load-rows.ts';

const PEER = { name: 'a Map', timesMs: [3, 1, 2] };
const FAST: LoadRun = {
  firstBulletMs: Array.from({ length: 100 }, () => 1),
  acceptedCount: 20_000,
  answeredCount: 20_000,
  computingUs: 5_000_000,
};

function goalsOf(run: Partial<LoadRun>): readonly (boolean | undefined)[] {
  return loadRows('busy', { ...FAST, ...run }, PEER).map(({ isMet }) => isMet);
}

test('shows the times beside the peer, the share answered and the computing of each answer', () => {
  const run = { ...FAST, acceptedCount: 25_000 };
  expect(loadRows('busy', run, PEER)).toMatchObject([
    { p50: 1, p95: 1, p99: 1, unit: 'ms', peer: { name: 'a Map', p50: 2 } },
    { name: 'load: busy, answered of 25,000 accepted', p50: 80, unit: '%', isMet: false },
    { p50: 250, unit: 'µs' },
  ]);
});

test('every percentile has to meet its goal, and one answer in 10,000 may be missing', () => {
  const slowest = (count: number, timeMs: number): number[] =>
    FAST.firstBulletMs.map((usualMs, index) => (index < count ? timeMs : usualMs));
  expect(goalsOf({})).toEqual([true, true, undefined]);
  for (const [count, timeMs] of [
    [60, 4],
    [10, 11],
    [3, 26],
  ] as const) {
    expect(goalsOf({ firstBulletMs: slowest(count, timeMs - 1) })[0]).toBe(true);
    expect(goalsOf({ firstBulletMs: slowest(count, timeMs) })[0]).toBe(false);
  }
  expect(goalsOf({ answeredCount: 19_998 })[1]).toBe(true);
  expect(goalsOf({ answeredCount: 19_997 })[1]).toBe(false);
});

test('the questions come round, so that their answers are known', () => {
  const questions = Array.from({ length: 120 }, (_, index) => loadQuestionAt(index));
  expect(new Set(questions).size).toBe(50);
  expect(questions[50]).toBe(questions[0]);
});
