import { expect, test } from 'vitest';
import { SpareCores } from '../../../../../engine/answer/servers/embedded/spare-cores.ts';

/** Threads after each half second, in which others and this process had so much of `coreCount` cores. */
function threadsOver(
  coreCount: number,
  ...spells: readonly (readonly [others: number, own: number])[]
): readonly number[] {
  let use = { atMs: 0, busyMs: 0, ownMs: 0 };
  const cores = new SpareCores(() => use, coreCount);
  cores.look();
  return spells.map(([others, own]) => {
    use = {
      atMs: use.atMs + 500,
      busyMs: use.busyMs + 500 * (others + own),
      ownMs: use.ownMs + 500 * own,
    };
    cores.look();
    return cores.threadCount;
  });
}

test('a model that has the machine to itself uses all cores, however much it rests', () => {
  expect(threadsOver(2, [0, 2], [0.3, 1.5], [0.1, 0.2])).toEqual([2, 2, 2]);
});

test('a core that something else has is given up at once, and taken again once it stays free', () => {
  expect(threadsOver(2, [0, 2], [1, 1], [2, 0], [0, 1], [1, 1], [0, 1], [0, 1], [0, 2])).toEqual([
    2, 1, 1, 1, 1, 1, 2, 2,
  ]);
});

test('of many cores only those that are taken are given up, and one thread is always left', () => {
  expect(threadsOver(8, [3, 4], [8, 0.1])).toEqual([5, 1]);
});

test('what happened before it was told to forget does not count', () => {
  let use = { atMs: 0, busyMs: 0, ownMs: 0 };
  const cores = new SpareCores(() => use, 2);
  cores.look();
  use = { atMs: 500, busyMs: 1_000, ownMs: 0 };
  cores.forget();
  cores.look();
  expect(cores.threadCount).toBe(Number.POSITIVE_INFINITY);
  use = { atMs: 1_000, busyMs: 2_000, ownMs: 0 };
  cores.look();
  expect(cores.threadCount).toBe(1);
});
