import { expect, test } from 'vitest';
import { BoundedBuffer } from '../../../engine/base/bounded-buffer.ts';

test('a full buffer loses its oldest item and counts it', async () => {
  const buffer = new BoundedBuffer<number>('test', 2);
  expect([buffer.push(1), buffer.push(2), buffer.push(3)]).toEqual([undefined, undefined, 1]);
  buffer.end();
  expect(await Array.fromAsync(buffer)).toEqual([2, 3]);
  expect(buffer.droppedCount).toBe(1);
});

test('a waiting reader gets what is pushed later and ends with the buffer', async () => {
  const buffer = new BoundedBuffer<string>('test', 4);
  const read = Array.fromAsync(buffer);
  await Promise.resolve();
  buffer.push('a');
  await Promise.resolve();
  buffer.push('b');
  buffer.end();
  expect(await read).toEqual(['a', 'b']);
  expect(buffer.push('late')).toBe('late');
});
