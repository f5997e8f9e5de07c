const FIRST_DELAY_MS = 200;
/** Attempts after which the delay grows no more. */
export const PATIENT_ATTEMPT_INDEX = 5;
const LONGEST_DELAY_MS = 4_000;

/**
 * How long to wait before connection attempt `attemptIndex` (0 first): doubling, bounded, and spread by
 * `random` (0–1) over its upper half so that many pages do not come back at once.
 */
export function reconnectDelayMs(attemptIndex: number, random: number): number {
  const ceilingMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attemptIndex);
  return ceilingMs / 2 + (ceilingMs / 2) * random;
}
