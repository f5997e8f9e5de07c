import { expect, test } from 'vitest';
import { takeTurns } from '../../../scripts/bench/take-turns.ts';

test('both ways are measured in turn, and the first rounds are not counted', async () => {
  const calls: string[] = [];
  const note = (name: string) => (index: number) => {
    calls.push(`${name} ${index}`);
    return Promise.resolve(index);
  };
  const { signal } = new AbortController();
  const measured = await takeTurns({ count: 4, warmUpCount: 2 }, note('ours'), note('peer'), signal);
  expect(calls.slice(0, 4)).toEqual(['ours 0', 'peer 0', 'ours 1', 'peer 1']);
  expect(measured).toEqual({ ours: [2, 3], peer: [2, 3] });
});

test('who stops it waits for one round at most, and gets no figures', async () => {
  const stop = new AbortController();
  let oursCount = 0;
  const running = takeTurns(
    { count: 100, warmUpCount: 0 },
    () => Promise.resolve((oursCount += 1)),
    () => {
      stop.abort(new Error('enough'));
      return Promise.resolve(0);
    },
    stop.signal,
  );
  await expect(running).rejects.toThrow('enough');
  expect(oursCount).toBe(1);
});
