import { expect, test } from 'vitest';
import { abortable } from '../../../engine/base/abortable.ts';

test('without an abort it settles as the promise does', async () => {
  const { signal } = new AbortController();
  expect(await abortable(Promise.resolve('done'), signal)).toBe('done');
  await expect(abortable(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
});

test('an abort rejects at once with its reason, while the work continues', async () => {
  const stop = new AbortController();
  const work = Promise.withResolvers<string>();
  const outcome = abortable(work.promise, stop.signal);
  stop.abort('not needed');
  await expect(outcome).rejects.toBe('not needed');
  work.resolve('done');
  expect(await work.promise).toBe('done');
});

test('work that fails after an abort, or was aborted before, fails unnoticed', async () => {
  const failures: unknown[] = [];
  const note = (reason: unknown): void => void failures.push(reason);
  process.on('unhandledRejection', note);
  await expect(abortable(Promise.reject(new Error('late')), AbortSignal.abort('before'))).rejects.toBe(
    'before',
  );
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(failures).toEqual([]);
});
