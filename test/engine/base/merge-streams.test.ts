import { expect, test } from 'vitest';
import { BoundedBuffer } from '../../../engine/base/bounded-buffer.ts';
import { mergeStreams, tapStream } from '../../../engine/base/merge-streams.ts';

test('items come in the order in which they were pushed and the merge ends with its last stream', async () => {
  const left = new BoundedBuffer<string>('left', 4);
  const right = new BoundedBuffer<string>('right', 4);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const item of mergeStreams([left, right])) seen.push(item);
  })();
  for (const [buffer, item] of [
    [left, 'a'],
    [right, 'b'],
    [right, 'c'],
    [left, 'd'],
  ] as const) {
    buffer.push(item);
    await new Promise((resolve) => setImmediate(resolve));
  }
  left.end();
  right.end();
  await reading;
  expect(seen).toEqual(['a', 'b', 'c', 'd']);
});

test('leaving the loop closes every stream', async () => {
  const closed: string[] = [];
  async function* numbers(name: string): AsyncGenerator<number> {
    try {
      for (let index = 0; ; index += 1) yield index;
    } finally {
      closed.push(name);
    }
  }
  for await (const _ of mergeStreams([numbers('left'), numbers('right')])) break;
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed.toSorted()).toEqual(['left', 'right']);
});

test('a failing stream fails the merge', async () => {
  async function* failing(): AsyncGenerator<number> {
    yield 1;
    throw new Error('broken');
  }
  await expect(Array.fromAsync(mergeStreams([failing()]))).rejects.toThrow('broken');
});

test('a tap sees what passes and changes nothing', async () => {
  const seen: number[] = [];
  async function* numbers(): AsyncGenerator<number> {
    yield* [1, 2];
  }
  expect(await Array.fromAsync(tapStream(numbers(), (item) => seen.push(item)))).toEqual([1, 2]);
  expect(seen).toEqual([1, 2]);
});
