import type { BrowserWindow } from 'electron';

const CRASH_LIMIT_COUNT = 3;
const CRASH_WINDOW_MS = 60_000;

/** Loads pages again whose process crashed, unless that happens again and again. */
export interface PageRevival {
  revive(window: BrowserWindow): void;
}

/** @param onGivenUp called when the pages crashed too often to go on. */
export function createPageRevival(onGivenUp: () => void): PageRevival {
  let crashesMs: readonly number[] = [];
  return {
    revive(window) {
      const nowMs = performance.now();
      crashesMs = [...crashesMs.filter((crashMs) => nowMs - crashMs < CRASH_WINDOW_MS), nowMs];
      if (crashesMs.length <= CRASH_LIMIT_COUNT) window.reload();
      else if (crashesMs.length === CRASH_LIMIT_COUNT + 1) onGivenUp();
    },
  };
}
