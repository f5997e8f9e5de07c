import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

test('a sleep ends after its time and not before', async () => {
  let isAwake = false;
  const sleeping = systemClock.sleep(100).then(() => (isAwake = true));
  await vi.advanceTimersByTimeAsync(99);
  expect(isAwake).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await sleeping;
  expect(isAwake).toBe(true);
});

test('an aborted sleep rejects with the reason and leaves no timer', async () => {
  const controller = new AbortController();
  const reason = new Error('the call is over');
  const sleeping = systemClock.sleep(100, controller.signal);
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
  await expect(systemClock.sleep(100, controller.signal)).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
});

test('a sleep that is over listens to its signal no more', async () => {
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, 'addEventListener');
  const removed = vi.spyOn(signal, 'removeEventListener');
  const sleeping = systemClock.sleep(1, signal);
  await vi.advanceTimersByTimeAsync(1);
  await sleeping;
  expect(removed.mock.calls).toEqual([['abort', added.mock.calls[0]?.[1]]]);
});

test('a deadline that has passed is not an error, and Node does not warn of it', async () => {
  vi.useRealTimers();
  const warned = vi.spyOn(process, 'emitWarning');
  await systemClock.sleep(-5);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});
