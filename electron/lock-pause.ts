/** Why nobody may be at the screen. */
export type AbsenceReason = 'locked' | 'asleep';

export interface LockPauseOptions {
  /** Sotto listens, and the settings want it to stop at a lock. */
  readonly isToPause: () => boolean;
  readonly setPaused: (isPaused: boolean) => void;
}

/** Pauses listening while the screen is locked or the machine sleeps, and resumes only what it paused itself. */
export interface LockPause {
  onLeft(reason: AbsenceReason): void;
  onBack(reason: AbsenceReason): void;
  /** The engine that was paused is gone. */
  forget(): void;
}

export function createLockPause({ isToPause, setPaused }: LockPauseOptions): LockPause {
  // A machine that wakes up may still be locked.
  const reasons = new Set<AbsenceReason>();
  let isPausedByLock = false;
  return {
    onLeft(reason) {
      reasons.add(reason);
      if (!isToPause()) return;
      isPausedByLock = true;
      setPaused(true);
    },
    onBack(reason) {
      reasons.delete(reason);
      if (!isPausedByLock || reasons.size > 0) return;
      isPausedByLock = false;
      setPaused(false);
    },
    forget: () => (isPausedByLock = false),
  };
}
