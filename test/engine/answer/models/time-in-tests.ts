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

/** How long the event loop stood still at most, so far. */
export function watchEventLoop(): Disposable & { worstMs(): number } {
  const periodMs = 2;
  let worstMs = 0;
  let seenAtMs = performance.now();
  const look = (): void => {
    const nowMs = performance.now();
    worstMs = Math.max(worstMs, nowMs - seenAtMs - periodMs);
    seenAtMs = nowMs;
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
