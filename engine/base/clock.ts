/** Monotonic time and timers, injected so that tests need not sleep. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean anything. */
  nowMs(): number;
  /** Wall time, milliseconds since 1970, for records that outlive the process. */
  wallMs(): number;
  /** Settles after `durationMs`; rejects with `signal.reason` when aborted first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
          // A deadline may have passed by a hair; Node warns of negative times.
        },
        Math.max(0, durationMs),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
