import type { Clock } from '../base/clock.ts';

/** What the machine was woken from is known within this time. */
const LOOK_INTERVAL_MS = 1_000;
/** Longer than any stall of a machine at work. */
const SUSPENDED_MS = 60_000;

/**
 * Notices that the machine slept: wall time passed while the timers stood still, or one came far too late. Devices
 * that were open before deliver nothing any more, or what was said hours ago.
 * @param onResume what needs to begin again does so.
 * @returns never before `signal` aborts; then it rejects.
 */
export async function watchForSuspend(
  clock: Clock,
  onResume: (suspendedMs: number) => void,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    const before = { wallMs: clock.wallMs(), nowMs: clock.nowMs() };
    await clock.sleep(LOOK_INTERVAL_MS, signal);
    const passedMs = Math.max(clock.wallMs() - before.wallMs, clock.nowMs() - before.nowMs);
    if (passedMs - LOOK_INTERVAL_MS > SUSPENDED_MS) onResume(passedMs - LOOK_INTERVAL_MS);
  }
}
