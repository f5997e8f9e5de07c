import { expect, test } from 'vitest';
import { queueUp, type Cost } from '../../../scripts/bench/queue-up.ts';

const { signal } = new AbortController();

function queue(...costs: readonly Cost[]): Promise<readonly number[]> {
  return queueUp(
    { questionCount: costs.length, intervalMs: 10 },
    (index) => Promise.resolve(costs[index]!),
    signal,
  );
}

test('questions that are answered before the next is due do not wait', async () => {
  const quick = { firstBulletMs: 2, busyMs: 10 };
  expect(await queue(quick, quick, quick)).toEqual([2, 2, 2]);
});

test('a question waits for the work before it, and those behind it for what is left of that', async () => {
  const slow = { firstBulletMs: 5, busyMs: 25 };
  const quick = { firstBulletMs: 1, busyMs: 4 };
  expect(await queue(slow, quick, quick, quick)).toEqual([5, 16, 10, 4]);
});

test('a load that never catches up is seen: each question waits longer', async () => {
  const heavy = { firstBulletMs: 1, busyMs: 13 };
  expect(await queue(heavy, heavy, heavy, heavy)).toEqual([1, 4, 7, 10]);
});

test('stops before the next question', async () => {
  const stop = new AbortController();
  let askedCount = 0;
  const ask = (): Promise<Cost> => {
    askedCount += 1;
    stop.abort(new Error('enough'));
    return Promise.resolve({ firstBulletMs: 1, busyMs: 1 });
  };
  await expect(queueUp({ questionCount: 9, intervalMs: 1 }, ask, stop.signal)).rejects.toThrow('enough');
  expect(askedCount).toBe(1);
});
