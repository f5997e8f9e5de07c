import { expect, test } from 'vitest';
import { createQueue } from '../../../engine/base/queue.ts';

test('work runs one piece at a time, in the order added', async () => {
  const queue = createQueue();
  const steps: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = queue.add(async () => {
    steps.push('first starts');
    await gate.promise;
    steps.push('first ends');
  });
  const second = queue.add(() => {
    steps.push('second');
    return Promise.resolve(2);
  });
  await Promise.resolve();
  expect(steps).toEqual(['first starts']);
  gate.resolve();
  await expect(second).resolves.toBe(2);
  await first;
  expect(steps).toEqual(['first starts', 'first ends', 'second']);
});

test('a failure reaches its caller alone', async () => {
  const queue = createQueue();
  const failing = queue.add(() => Promise.reject(new Error('lost')));
  const next = queue.add(() => Promise.resolve('goes ahead'));
  await expect(failing).rejects.toThrow('lost');
  await expect(next).resolves.toBe('goes ahead');
});

test('the queue has settled once all work added so far has ended', async () => {
  const queue = createQueue();
  const gate = Promise.withResolvers<void>();
  let isSettled = false;
  const failing = queue.add(() => gate.promise);
  const settled = queue.settled().finally(() => {
    isSettled = true;
  });
  await Promise.resolve();
  expect(isSettled).toBe(false);
  gate.reject(new Error('lost'));
  await expect(failing).rejects.toThrow('lost');
  await settled;
  expect(isSettled).toBe(true);
});

test('work waits for what comes before the queue, and its failure costs the first piece only', async () => {
  const queue = createQueue(Promise.reject(new Error('not loaded')));
  const first = queue.add(() => Promise.resolve('never'));
  await expect(first).rejects.toThrow('not loaded');
  await expect(queue.add(() => Promise.resolve('second'))).resolves.toBe('second');
});
