import { expect, test } from 'vitest';
import { createBackground, runLater } from '../../../engine/base/background.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

test('work that throws, at once or later, is reported by name and harms nothing else', async () => {
  const reports: [string, unknown][] = [];
  const background = createBackground((name, error) => reports.push([name, error]));
  const [atOnce, later] = [new Error('at once'), new Error('later')];
  background('first', () => {
    throw atOnce;
  });
  background('second', () => Promise.reject(later));
  background('third', () => Promise.resolve('fine'));
  await expect
    .poll(() => reports)
    .toEqual([
      ['first', atOnce],
      ['second', later],
    ]);
});

test('work for later is done once its time has come, and what it throws is reported', async () => {
  const clock = new ManualClock();
  const failures: unknown[] = [];
  const deps = { clock, onFailure: (error: unknown) => failures.push(error) };
  const failure = new Error('a full disk');
  const running = new AbortController();
  let runCount = 0;
  const fail = (): void => {
    runCount += 1;
    throw failure;
  };
  runLater(1_000, fail, deps, running.signal);
  await clock.advance(999);
  expect(runCount).toBe(0);
  await clock.advance(1);
  await expect.poll(() => failures).toEqual([failure]);
  runLater(1_000, fail, deps, running.signal);
  running.abort();
  await clock.advance(5_000);
  expect([runCount, failures]).toEqual([1, [failure]]);
});
