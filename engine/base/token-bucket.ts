/** Allows bursts up to its capacity, then one more each time that the refill interval has passed. */
export interface TokenBucket {
  /** @returns false when there is no credit left. */
  take(): boolean;
}

/** @param nowMs monotonic. */
export function createTokenBucket(options: {
  readonly capacityCount: number;
  readonly refillMs: number;
  readonly nowMs: () => number;
}): TokenBucket {
  const { capacityCount, refillMs, nowMs } = options;
  let credit = capacityCount;
  let refilledAtMs = nowMs();
  return {
    take: () => {
      const atMs = nowMs();
      credit = Math.min(capacityCount, credit + (atMs - refilledAtMs) / refillMs);
      refilledAtMs = atMs;
      if (credit < 1) return false;
      credit -= 1;
      return true;
    },
  };
}
