/** `promise`, or a rejection with `signal.reason` as soon as `signal` aborts; the work itself continues. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    // Its outcome no longer matters.
    promise.catch(() => undefined);
    return Promise.reject(signal.reason);
  }
  const { promise: outcome, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  return outcome;
}
