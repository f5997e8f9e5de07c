import { expect, test } from 'vitest';
import { tryThreads } from '../../../engine/transcription/thread-trial.ts';

/** A recognizer whose pass takes so long by its number of threads. */
function stage(passMs: Readonly<Record<number, number>>, inUse: number) {
  const used: number[] = [];
  const threads = {
    count: inUse,
    use: (count: number) => {
      used.push(count);
      threads.count = count;
      return Promise.resolve();
    },
  };
  const measure = (): Promise<number> => {
    const measuredMs = passMs[threads.count];
    return measuredMs === undefined ? Promise.reject(new Error('it crashed')) : Promise.resolve(measuredMs);
  };
  const trial = (coreCount = 8) => tryThreads(threads, passMs[inUse] ?? 0, measure, coreCount);
  return { threads, used, trial };
}

test('the fastest of one, two and half of the cores stays in use', async () => {
  const { threads, used, trial } = stage({ 8: 1_000, 4: 500, 2: 700, 1: 1_500 }, 8);
  expect(await trial()).toEqual({ passMs: 500, threadCount: 4 });
  expect([threads.count, used]).toEqual([4, [4, 2, 1, 4]]);
});

test('a gain of less than a tenth is chance, and nothing changes', async () => {
  const { threads, trial } = stage({ 8: 1_000, 4: 910, 2: 901, 1: 950 }, 8);
  expect(await trial()).toEqual({ passMs: 1_000, threadCount: 8 });
  expect(threads.count).toBe(8);
});

test('no more threads are tried than there are cores, and none twice', async () => {
  const one = stage({ 1: 1_000 }, 1);
  expect(await one.trial(1)).toEqual({ passMs: 1_000, threadCount: 1 });
  expect(one.used).toEqual([]);
  const two = stage({ 2: 1_000, 1: 2_000 }, 2);
  await two.trial(2);
  expect(two.used).toEqual([1, 2]);
});

test('a measurement that fails leaves the best number so far', async () => {
  const { threads, trial } = stage({ 8: 1_000, 4: 500 }, 8);
  await expect(trial()).rejects.toThrow('it crashed');
  expect(threads.count).toBe(4);
});
