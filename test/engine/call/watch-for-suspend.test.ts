import { expect, onTestFinished, test } from 'vitest';
import { watchForSuspend } from '../../../engine/call/watch-for-suspend.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const HOUR_MS = 3_600_000;

/** A machine that sleeps, and whose wall clock is set. */
class MachineClock extends ManualClock {
  asleepMs = 0;
  setByMs = 0;
  override wallMs(): number {
    return super.wallMs() + this.asleepMs + this.setByMs;
  }
  uptimeMs(): number {
    return this.nowMs() + this.asleepMs;
  }
}

/** @returns the machine, and each sleep that was noticed. */
function startWatching(): { clock: MachineClock; resumed: readonly number[] } {
  const clock = new MachineClock();
  const resumed: number[] = [];
  const running = new AbortController();
  const watching = watchForSuspend(
    clock,
    (suspendedMs) => resumed.push(suspendedMs),
    running.signal,
    () => clock.uptimeMs(),
  );
  onTestFinished(async () => {
    running.abort();
    await expect(watching).rejects.toThrow();
  });
  return { clock, resumed };
}

test('34: after eight hours of sleep what was open begins again, once, and nothing does in a long call', async () => {
  const { clock, resumed } = startWatching();
  for (let minute = 0; minute < 60; minute += 1) await clock.advance(60_000);
  // A stall is no sleep.
  clock.asleepMs += 50_000;
  await clock.advance(5_000);
  expect(resumed).toEqual([]);
  clock.asleepMs += 8 * HOUR_MS;
  for (let look = 0; look < 10; look += 1) await clock.advance(5_000);
  expect(resumed).toEqual([8 * HOUR_MS]);
});

test('58: a wall clock that is set forward or back is no sleep, and hides none', async () => {
  const { clock, resumed } = startWatching();
  for (const setByMs of [
    HOUR_MS,
    -HOUR_MS,
    61_000,
    Date.UTC(2038, 0, 20) - Date.UTC(2026, 0),
    -9 * HOUR_MS,
  ]) {
    clock.setByMs += setByMs;
    await clock.advance(5_000);
  }
  expect(resumed).toEqual([]);
  clock.asleepMs += HOUR_MS;
  clock.setByMs -= HOUR_MS;
  await clock.advance(5_000);
  expect(resumed).toEqual([HOUR_MS]);
});
