import { expect, test } from 'vitest';
import { createHeartbeat } from '../../../engine/base/heartbeat.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

function watch(
  options: {
    readonly answers?: (pingIndex: number) => boolean;
    readonly isLoading?: (nowMs: number) => boolean;
    readonly cpuMs?: (() => number | undefined) | undefined;
  } = {},
) {
  const { answers = () => true, isLoading = () => false, cpuMs = () => 0 } = options;
  const clock = new VirtualClock();
  const over = new AbortController();
  let pingCount = 0;
  let ended: string | undefined;
  const heartbeat = createHeartbeat({
    processId: () => 1,
    isLoading: () => isLoading(clock.nowMs()),
    ping: () => {
      if (answers(pingCount)) heartbeat.beat();
      pingCount += 1;
    },
    readCpuMs: () => Promise.resolve(cpuMs()),
    clock,
  });
  const watching = heartbeat.watch(over.signal).then(
    (reason) => (ended = reason),
    (error: unknown) => error,
  );
  return { clock, over, watching, ended: () => ended, pingCount: () => pingCount };
}

test('a process that answers is left alone, however long it runs', async () => {
  const { clock, ended, pingCount } = watch();
  await clock.advance(600_000);
  expect([ended(), pingCount() > 1_000]).toEqual([undefined, true]);
});

test('one that answers no ping and computes nothing is ended within two seconds', async () => {
  const { clock, ended, pingCount } = watch({ answers: () => false });
  await clock.advance(2_000);
  expect([ended(), pingCount()]).toEqual(['no heartbeat', 3]);
});

test('one that computes meanwhile is waited for', async () => {
  let computedMs = 0;
  const { clock, ended } = watch({ answers: () => false, cpuMs: () => (computedMs += 10) });
  await clock.advance(60_000);
  expect(ended()).toBeUndefined();
});

test('where computing time is not known, missed pings are enough', async () => {
  const { clock, ended } = watch({ answers: () => false, cpuMs: () => undefined });
  await clock.advance(2_000);
  expect(ended()).toBe('no heartbeat');
});

test('an answer after two missed pings starts the count again', async () => {
  const { clock, ended } = watch({ answers: (pingIndex) => pingIndex % 3 === 2 });
  await clock.advance(60_000);
  expect(ended()).toBeUndefined();
});

test('a process that loads is not pinged, and has three minutes', async () => {
  const { clock, ended, pingCount } = watch({ isLoading: () => true });
  await clock.advance(179_000);
  expect([ended(), pingCount()]).toEqual([undefined, 0]);
  await clock.advance(15_000);
  expect(ended()).toBe('loading took too long');
});

test('a load that gets on slowly is waited for, until it stands still', async () => {
  let nowMs = 0;
  const cpuMs = (): number => 10 * Math.floor(Math.min(nowMs, 400_000) / 2_000);
  const { clock, ended } = watch({ isLoading: (atMs) => (nowMs = atMs) >= 0, cpuMs });
  await clock.advance(400_000);
  expect(ended()).toBeUndefined();
  await clock.advance(15_000);
  expect(ended()).toBe('loading took too long');
});

test('where computing time is not known, a load has three minutes and no more', async () => {
  const { clock, ended } = watch({ isLoading: () => true, cpuMs: () => undefined });
  await clock.advance(181_000);
  expect(ended()).toBe('loading took too long');
});

test('the watch ends with the process', async () => {
  const { over, watching, clock } = watch();
  await clock.advance(1_000);
  over.abort('exited');
  expect(await watching).toBe('exited');
});
