import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import { expect, test, vi } from 'vitest';
import {
  keepThreadCount,
  measureThreadCount,
  settleThreadCount,
  recallThreadCount,
  sharedThreadCount,
  threadCountsToTry,
} from '../../../../../engine/answer/servers/embedded/embedded-threads.ts';

test.each([
  [1, [1]],
  [2, [2, 1]],
  [4, [4, 2]],
  [6, [6, 3]],
  [64, [8, 4]],
])('on %i cores these thread counts are measured: %j', (coreCount, counts) => {
  expect(threadCountsToTry(coreCount)).toEqual(counts);
});

test('a count is measured once, and only on a machine at rest', async () => {
  const memory = {
    path: path.join(mkdtempSync(path.join(tmpdir(), 'sotto-threads-')), 'threads.json'),
    key: 'a',
  };
  const settle = (isBusy: boolean, measured: number): Promise<number> =>
    settleThreadCount(
      memory,
      4,
      () => Promise.resolve(measured),
      () => Promise.resolve(isBusy),
    );
  expect(await settle(true, 2)).toBe(4);
  expect(await settle(false, 2)).toBe(2);
  expect(await settle(true, 3)).toBe(2);
});

test('speech takes half of the threads, but the model keeps one', () => {
  expect([1, 2, 3, 8].map(sharedThreadCount)).toEqual([1, 1, 1, 4]);
});

test('a measured count is kept for its model and machine; a damaged memory is measured again', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'sotto-threads-')), 'threads.json');
  expect(recallThreadCount(file, 'a')).toBeUndefined();
  await keepThreadCount(file, 'a', 2);
  await keepThreadCount(file, 'b', 4);
  expect([recallThreadCount(file, 'a'), recallThreadCount(file, 'b')]).toEqual([2, 4]);
  writeFileSync(file, '{"a": "many"}');
  expect(recallThreadCount(file, 'a')).toBeUndefined();
});

test.each([
  ['as fast', { 1: 50, 2: 50 }, 2],
  ['a little slower', { 1: 47, 2: 50 }, 2],
  ['much slower', { 1: 30, 2: 50 }, 1],
])(
  'all threads are used where they are %s',
  async (_, wordMs: Readonly<Record<number, number>>, expected) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    let threadCount = 0;
    const sequence = {
      clearHistory: () => Promise.resolve(),
      evaluate: async function* () {
        for (;;) {
          vi.advanceTimersByTime(wordMs[threadCount] ?? 0);
          yield await Promise.resolve(1);
        }
      },
    } as unknown as LlamaContextSequence;
    const model = { tokenizer: () => [1, 2, 3] } as unknown as LlamaModel;
    const setThreadCount = (count: number): void => {
      threadCount = count;
    };
    expect(await measureThreadCount(model, sequence, 2, setThreadCount)).toBe(expected);
    vi.useRealTimers();
  },
);
