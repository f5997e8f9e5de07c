/** Bounds the restarts of a process: after too many crashes within a window of time it stays down. */
export interface CrashBudget {
  /** Crashes within the window that ends now. */
  readonly crashCount: number;
  /** There were too many crashes for another restart. */
  readonly isSpent: boolean;
  noteCrash(): void;
  /** Forgets past crashes. */
  reset(): void;
}

const MAX_CRASH_COUNT = 4;
const CRASH_WINDOW_MS = 300_000;

/** @param options.nowMs a monotonic clock. */
export function createCrashBudget(options: {
  readonly nowMs: () => number;
  /** This many crashes within the window are too many; left out: four. */
  readonly maxCrashCount?: number;
  /** Left out: five minutes. */
  readonly windowMs?: number;
}): CrashBudget {
  const { nowMs, maxCrashCount = MAX_CRASH_COUNT, windowMs = CRASH_WINDOW_MS } = options;
  let crashTimesMs: readonly number[] = [];
  const recent = (): readonly number[] => {
    const atMs = nowMs();
    return crashTimesMs.filter((crashMs) => atMs - crashMs < windowMs);
  };
  return {
    get crashCount() {
      return recent().length;
    },
    get isSpent() {
      return recent().length >= maxCrashCount;
    },
    noteCrash: () => {
      crashTimesMs = [...recent(), nowMs()];
    },
    reset: () => {
      crashTimesMs = [];
    },
  };
}
