import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { createRestartableChild } from '../../../scripts/dev/run-child.ts';
import { isRunning } from '../../fakes/process-alive.ts';

afterEach(() => {
  vi.useRealTimers();
});

const childOf = (script: string) =>
  createRestartableChild('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });

/** Starts it and waits until it says so. */
async function start(child: ReturnType<typeof childOf>): Promise<number> {
  const { pid, stdout } = child.start();
  if (stdout) await once(stdout, 'data');
  return pid ?? 0;
}

test('a child that is stopped is gone, and another one can be started', async () => {
  const child = childOf('echo up; exec sleep 60');
  const first = await start(child);
  await child.stop();
  expect(isRunning(first)).toBe(false);
  const second = await start(child);
  expect([second !== first, isRunning(second)]).toEqual([true, true]);
  await child.stop();
  expect(isRunning(second)).toBe(false);
});

test('one that ignores the stop is killed after five seconds', async () => {
  const child = childOf('trap "" TERM; echo up; while :; do sleep 0.01; done');
  const processId = await start(child);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const stopping = child.stop();
  vi.advanceTimersByTime(4_999);
  expect(isRunning(processId)).toBe(true);
  vi.advanceTimersByTime(1);
  await stopping;
  expect([isRunning(processId), vi.getTimerCount()]).toEqual([false, 0]);
});

test('one that never ran, or has ended by itself, is stopped at once', async () => {
  const child = childOf('echo up');
  await child.stop();
  const running = child.start();
  await once(running, 'exit');
  await child.stop();
  await child.stop();
});
