import type { Clock } from '../base/clock.ts';
import { BUSY_RATIO, PACE_CLIP_MS } from './pass-pace.ts';

/** Slow passes in a row, over at least this time, show that the measured pace is out of date. */
const MIN_PASS_COUNT = 10;
const MIN_DURATION_MS = 60_000;

/** Watches whether real passes keep the pace that was measured. */
export interface PaceDrift {
  /** @returns true when passes have long taken twice as long as measured, or half: measure again. */
  observe(computeMs: number, audioMs: number): boolean;
}

export function createPaceDrift(measuredFactor: () => number | undefined, clock: Clock): PaceDrift {
  let sinceMs = 0;
  let slowCount = 0;
  let fastCount = 0;
  return {
    observe: (computeMs, audioMs) => {
      const measured = measuredFactor();
      if (measured === undefined || computeMs <= 0) return false;
      const ratio = computeMs / Math.max(audioMs, PACE_CLIP_MS) / measured;
      if (slowCount === 0 && fastCount === 0) sinceMs = clock.nowMs();
      slowCount = ratio > BUSY_RATIO ? slowCount + 1 : 0;
      fastCount = ratio < 1 / BUSY_RATIO ? fastCount + 1 : 0;
      const isLong = clock.nowMs() - sinceMs >= MIN_DURATION_MS;
      if (Math.max(slowCount, fastCount) < MIN_PASS_COUNT || !isLong) return false;
      slowCount = 0;
      fastCount = 0;
      return true;
    },
  };
}
