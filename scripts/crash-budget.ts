/** Bounds the restarts of a process: so many crashes within a while and it stays down. */
export interface CrashBudget {
  /** Counts a crash. @returns false when there were too many for another restart. */
  spend(): boolean;
}

const RESTART_LIMIT_COUNT = 4;
const CRASH_WINDOW_MS = 5 * 60_000;

/** @param nowMs monotonic. */
export function createCrashBudget(nowMs: () => number): CrashBudget {
  let crashesMs: readonly number[] = [];
  return {
    spend: () => {
      const atMs = nowMs();
      crashesMs = [...crashesMs.filter((crashMs) => atMs - crashMs < CRASH_WINDOW_MS), atMs];
      return crashesMs.length <= RESTART_LIMIT_COUNT;
    },
  };
}
