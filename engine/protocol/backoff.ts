export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
}

const RECONNECT: BackoffLimits = { firstMs: 200, longestMs: 4_000 };
/** Attempts after which the delay before a reconnection grows no more. */
export const PATIENT_ATTEMPT_INDEX = 5;

/**
 * How long to wait before attempt `attemptIndex` (0 first): doubling, bounded, and spread
 * by `random` (0–1) over its upper half so that many clients do not come back at once.
 */
export function backoffMs(
  attemptIndex: number,
  { firstMs, longestMs }: BackoffLimits,
  random: number,
): number {
  const ceilingMs = Math.min(longestMs, firstMs * 2 ** attemptIndex);
  return ceilingMs / 2 + (ceilingMs / 2) * random;
}

/** How long to wait before connection attempt `attemptIndex` (0 first). */
export function reconnectDelayMs(attemptIndex: number, random: number): number {
  return backoffMs(attemptIndex, RECONNECT, random);
}
