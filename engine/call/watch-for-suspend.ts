import { uptime } from 'node:os';
import type { Clock } from '../base/clock.ts';

/** What the machine was woken from is known within this time. */
const LOOK_INTERVAL_MS = 1_000;
/** Longer than any stall of a machine at work. */
const SUSPENDED_MS = 60_000;

/** Since the machine started: goes on while it sleeps, on every system, and no setting of the wall clock moves it. */
const systemUptimeMs = (): number => uptime() * 1_000;

/**
 * Notices that the machine slept: it aged by far more than the timer took. Devices that were open before deliver
 * nothing any more, or what was said hours ago.
 * @param onResume what needs to begin again does so.
 * @param uptimeMs how long the machine has been on, asleep or not.
 * @returns never before `signal` aborts; then it rejects.
 */
export async function watchForSuspend(
  clock: Clock,
  onResume: (suspendedMs: number) => void,
  signal: AbortSignal,
  uptimeMs: () => number = systemUptimeMs,
): Promise<never> {
  for (;;) {
    const beforeMs = uptimeMs();
    await clock.sleep(LOOK_INTERVAL_MS, signal);
    const suspendedMs = uptimeMs() - beforeMs - LOOK_INTERVAL_MS;
    if (suspendedMs > SUSPENDED_MS) onResume(suspendedMs);
  }
}
