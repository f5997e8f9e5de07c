import { expect, test } from 'vitest';
import { watchStarvation } from '../../../../../engine/answer/servers/embedded/starvation.ts';
import { VirtualClock } from '../../../../fakes/virtual-clock.ts';

/** What a process that has computed for `cpuMsAt` loses within ten minutes, and when the watch ends. */
async function lostBy(cpuMsAt: (nowMs: number) => number | undefined) {
  const clock = new VirtualClock();
  const over = new AbortController();
  const lostMs: number[] = [];
  let endedAtMs: number | undefined;
  const watching = watchStarvation(
    {
      processId: () => 1,
      clock,
      readCpuMs: () => Promise.resolve(cpuMsAt(clock.nowMs())),
      onLost: (lost) => lostMs.push(lost),
    },
    over.signal,
  ).then(
    () => (endedAtMs = clock.nowMs()),
    () => undefined,
  );
  await clock.advance(600_000);
  over.abort();
  await watching;
  return { lostMs: lostMs.reduce((sum, lost) => sum + lost, 0), lookCount: lostMs.length, endedAtMs };
}

test('a process with a core or more loses nothing', async () => {
  const none = { lostMs: 0, lookCount: 0, endedAtMs: undefined };
  expect(await lostBy((nowMs) => nowMs)).toEqual(none);
  expect(await lostBy((nowMs) => 2 * nowMs)).toEqual(none);
});

test('one that gets a tenth of a core loses the rest, up to two and a half minutes', async () => {
  expect(await lostBy((nowMs) => nowMs / 10)).toEqual({ lostMs: 150_000, lookCount: 84, endedAtMs: 168_000 });
});

test('only the time of a busy spell is lost', async () => {
  const cpuMsAt = (nowMs: number): number => nowMs - 0.75 * Math.min(20_000, Math.max(0, nowMs - 10_000));
  expect(await lostBy(cpuMsAt)).toEqual({ lostMs: 15_000, lookCount: 10, endedAtMs: undefined });
});

test('one that computes nothing hangs and gets no more time', async () => {
  expect(await lostBy(() => 500)).toMatchObject({ lostMs: 10_000, endedAtMs: 10_000 });
});

test('where computing time is not known, none is lost', async () => {
  expect(await lostBy(() => undefined)).toEqual({ lostMs: 0, lookCount: 0, endedAtMs: 2_000 });
});
