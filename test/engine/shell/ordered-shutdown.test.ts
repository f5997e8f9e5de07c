import { expect, test } from 'vitest';
import type { Logger } from '../../../engine/base/logger.ts';
import { createOrderedShutdown } from '../../../engine/shell/ordered-shutdown.ts';

/** Time moves only as far as something sleeps. */
function createSkippingClock() {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    wallMs: () => 0,
    sleep: async (durationMs: number, signal?: AbortSignal): Promise<void> => {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (signal?.aborted) throw signal.reason;
      nowMs += durationMs;
    },
  };
}

test('parts that hang or fail hold nothing up: the whole takes a bounded time and every part is tried', async () => {
  const clock = createSkippingClock();
  const warnings: unknown[] = [];
  const log: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message, fields) => warnings.push([message, fields?.['part']]),
  };
  const shutdown = createOrderedShutdown({ clock, log });
  const tried: string[] = [];
  const hang = (name: string) =>
    shutdown.boundedWork(name, () => {
      tried.push(name);
      return new Promise(() => undefined);
    });
  await hang('one')();
  await shutdown.boundedWork('broken', () => Promise.reject(new Error('no')))();
  await shutdown.boundedWork('quick', () => Promise.resolve(tried.push('quick')))();
  for (const name of ['two', 'three', 'four', 'five']) await hang(name)();
  expect(clock.nowMs()).toBeLessThanOrEqual(1_500);
  expect(tried).toEqual(['one', 'quick', 'two', 'three', 'four', 'five']);
  expect(warnings).toContainEqual(['a part failed to close', 'broken']);
  expect(warnings).toContainEqual(['a part took too long to close', 'five']);
});
