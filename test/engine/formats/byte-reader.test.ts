import { expect, test } from 'vitest';
import { ByteReader } from '../../../engine/formats/byte-reader.ts';

async function* chunks(...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let next = 0;
  for (const size of sizes) {
    await Promise.resolve();
    yield Uint8Array.from({ length: size }, () => next++);
  }
}

test('counted bytes are taken across chunks, a peek leaves them in place', async () => {
  const reader = new ByteReader(chunks(2, 3, 1), 6);
  expect([...(await reader.peek(3))]).toEqual([0, 1, 2]);
  expect([...(await reader.read(4))]).toEqual([0, 1, 2, 3]);
  expect(reader.readRatio).toBeCloseTo(4 / 6, 10);
  expect([...(await reader.read(4))]).toEqual([4, 5]);
  expect([...(await reader.read(1))]).toEqual([]);
});

test('what is skipped is gone, and a skip beyond the end says so', async () => {
  const reader = new ByteReader(chunks(4, 4), 8);
  expect(await reader.skip(5)).toBe(true);
  expect([...(await reader.read(1))]).toEqual([5]);
  expect(await reader.skip(5)).toBe(false);
});

test('the rest comes in chunks, and a stream of unknown length has no ratio', async () => {
  const reader = new ByteReader(chunks(2, 3), Number.POSITIVE_INFINITY);
  await reader.skip(1);
  const rest: number[] = [];
  for await (const chunk of reader.rest()) rest.push(...chunk);
  expect(rest).toEqual([1, 2, 3, 4]);
  expect(reader.readRatio).toBeUndefined();
});

test('nothing is read beyond the total', async () => {
  const reader = new ByteReader(chunks(4, 4, 4), 8);
  expect((await reader.read(20)).length).toBe(8);
});
