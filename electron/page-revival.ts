import type { BrowserWindow } from 'electron';
import { createCrashBudget } from '../engine/protocol/crash-budget.ts';

const RELOAD_LIMIT_COUNT = 3;
const CRASH_WINDOW_MS = 60_000;

/** Loads pages again whose process crashed, unless that happens again and again. */
export interface PageRevival {
  revive(window: BrowserWindow): void;
}

/** @param onGivenUp called when the pages crashed too often to be reloaded. */
export function createPageRevival(onGivenUp: () => void): PageRevival {
  const crashes = createCrashBudget({
    nowMs: () => performance.now(),
    maxCrashCount: RELOAD_LIMIT_COUNT + 1,
    windowMs: CRASH_WINDOW_MS,
  });
  return {
    revive(window) {
      const wasSpent = crashes.isSpent;
      crashes.noteCrash();
      if (!crashes.isSpent) window.reload();
      else if (!wasSpent) onGivenUp();
    },
  };
}
