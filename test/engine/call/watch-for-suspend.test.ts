import { expect, test } from 'vitest';
import { watchForSuspend } from '../../../engine/call/watch-for-suspend.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const HOUR_MS = 3_600_000;

/** A machine whose wall clock went on while it slept. */
class SleepingClock extends ManualClock {
  asleepMs = 0;
  override wallMs(): number {
    return super.wallMs() + this.asleepMs;
  }
}

test('34: after eight hours of sleep what was open begins again, once, and nothing does in a long call', async () => {
  const clock = new SleepingClock();
  const resumed: number[] = [];
  const running = new AbortController();
  const watching = watchForSuspend(clock, (suspendedMs) => resumed.push(suspendedMs), running.signal);
  for (let minute = 0; minute < 60; minute += 1) await clock.advance(60_000);
  // A stall, and a clock that is set right, are not sleep.
  clock.asleepMs += 50_000;
  await clock.advance(5_000);
  clock.asleepMs -= HOUR_MS;
  await clock.advance(5_000);
  expect(resumed).toEqual([]);
  clock.asleepMs += 8 * HOUR_MS;
  for (let look = 0; look < 10; look += 1) await clock.advance(5_000);
  expect(resumed).toEqual([8 * HOUR_MS]);
  running.abort();
  await expect(watching).rejects.toThrow();
});
