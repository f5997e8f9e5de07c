/** `promise`, or a rejection with `signal.reason` as soon as `signal` aborts; the work itself goes on. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    // Nobody is left to hear how it ends.
    promise.catch(() => undefined);
    return Promise.reject(signal.reason);
  }
  const { promise: outcome, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  return outcome;
}
