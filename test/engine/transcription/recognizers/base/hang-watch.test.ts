import { expect, test } from 'vitest';
import { watchForHang } from '../../../../../engine/transcription/recognizers/base/hang-watch.ts';
import { VirtualClock } from '../../../../fakes/virtual-clock.ts';

/** When a process that computes for `cpuMsAt` is called hung; undefined when it is not within ten minutes. */
async function hungAfter(cpuMsAt: (nowMs: number) => number | undefined): Promise<number | undefined> {
  const clock = new VirtualClock();
  const answered = new AbortController();
  let hungAtMs: number | undefined;
  const watch = async (): Promise<void> => {
    const readCpuMs = (): Promise<number | undefined> => Promise.resolve(cpuMsAt(clock.nowMs()));
    await watchForHang({ processId: () => 1, overdueMs: 20_000, clock, readCpuMs }, answered.signal);
    hungAtMs = clock.nowMs();
  };
  const watching = watch().catch(() => undefined);
  await clock.advance(600_000);
  answered.abort();
  await watching;
  return hungAtMs;
}

test('a process that computes nothing hangs, soon after its answer is overdue', async () => {
  expect(await hungAfter(() => 500)).toBe(30_000);
});

test('a process that gets a hundredth of a processor is on a busy machine and is waited for', async () => {
  expect(await hungAfter((nowMs) => nowMs / 100)).toBeUndefined();
});

test('one that stops computing after a busy spell hangs from then on', async () => {
  expect(await hungAfter((nowMs) => Math.min(nowMs, 100_000) / 10)).toBe(110_000);
});

test('one that computes without end is given up', async () => {
  expect(await hungAfter((nowMs) => 2 * nowMs)).toBeGreaterThanOrEqual(100_000);
});

test('where computing time is not known, the clock alone decides, and late', async () => {
  expect(await hungAfter(() => undefined)).toBe(80_000);
});

test('an answer ends the watch', async () => {
  const clock = new VirtualClock();
  const answered = new AbortController();
  const options = { processId: () => 1, overdueMs: 1_000, clock, readCpuMs: async () => 0 };
  const watching = expect(watchForHang(options, answered.signal)).rejects.toBe('answered');
  await clock.advance(1_500);
  answered.abort('answered');
  await watching;
});
