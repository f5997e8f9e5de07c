import { expect, test } from 'vitest';
import { FRAME_MS } from '../../../engine/capture/samples-source.ts';
import { measureIdle, measurePaths } from '../../../scripts/bench/capture-paths.ts';

const { signal } = new AbortController();

test('each path brings its frames, a page and a recorder with the time that each was under way', async () => {
  const runMs = 400;
  const { page, recorder, file } = await measurePaths(runMs, signal);
  expect(page).toHaveLength(runMs / FRAME_MS);
  // What a pipe brings is cut into frames again: only whole ones keep their stamp.
  expect(recorder.length).toBeGreaterThan(0);
  expect(recorder.length).toBeLessThanOrEqual(runMs / FRAME_MS);
  expect(Math.min(...page, ...recorder)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...file)).toBe(0);
  expect(file.length).toBeGreaterThanOrEqual(runMs / FRAME_MS);
});

test('idle listening and what drives it have a share of the core for each second', async () => {
  const { listening, driving } = await measureIdle(2_000, signal);
  expect([listening.length, driving.length]).toEqual([2, 2]);
  expect(Math.min(...listening, ...driving)).toBeGreaterThanOrEqual(0);
});
