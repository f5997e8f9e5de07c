export interface LockPauseOptions {
  /** Sotto listens, and the settings want it to stop at a lock. */
  readonly isToPause: () => boolean;
  readonly setPaused: (isPaused: boolean) => void;
}

/** Pauses listening while the screen is locked or the machine sleeps, and resumes only what it paused itself. */
export interface LockPause {
  onLocked(): void;
  onUnlocked(): void;
  /** The engine that was paused is gone. */
  forget(): void;
}

export function createLockPause({ isToPause, setPaused }: LockPauseOptions): LockPause {
  let isPausedByLock = false;
  return {
    onLocked() {
      if (!isToPause()) return;
      isPausedByLock = true;
      setPaused(true);
    },
    onUnlocked() {
      if (!isPausedByLock) return;
      isPausedByLock = false;
      setPaused(false);
    },
    forget: () => (isPausedByLock = false),
  };
}
