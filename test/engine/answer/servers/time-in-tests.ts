import { systemClock, type Clock } from '../../../../engine/base/clock.ts';

/** Real time, `speed` times as fast and counted from now: minutes of deadlines beside real bytes. */
export function createFastClock(speed: number): Clock {
  const startedAtMs = systemClock.nowMs();
  const startedAtWallMs = systemClock.wallMs();
  const nowMs = (): number => (systemClock.nowMs() - startedAtMs) * speed;
  return {
    nowMs,
    wallMs: () => startedAtWallMs + nowMs(),
    sleep: (durationMs, signal) => systemClock.sleep(durationMs / speed, signal),
  };
}

/**
 * How long this thread kept the event loop from turning at most, so far. Time in which other programs had the
 * processor is not its doing, so a standstill counts only as far as the thread computed in it.
 */
export function watchEventLoop(): Disposable & { worstMs(): number } {
  const periodMs = 2;
  let worstMs = 0;
  let seenAtMs = performance.now();
  let seenCpu = process.threadCpuUsage();
  const look = (): void => {
    const nowMs = performance.now();
    const cpu = process.threadCpuUsage(seenCpu);
    worstMs = Math.max(worstMs, Math.min(nowMs - seenAtMs - periodMs, (cpu.user + cpu.system) / 1_000));
    seenAtMs = nowMs;
    seenCpu = process.threadCpuUsage();
  };
  const timer = setInterval(look, periodMs);
  return {
    worstMs: () => {
      look();
      return worstMs;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
