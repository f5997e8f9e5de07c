import { abortable } from '../base/abortable.ts';
import type { DownloadProgress } from './download-progress.ts';

/** One download that any number of callers may watch; it is cancelled when the last one leaves. */
export interface SharedDownload {
  watch(signal: AbortSignal): AsyncGenerator<DownloadProgress, void, undefined>;
}

/** @param onEnd called once, when the download has ended in whatever way. */
export function startSharedDownload(
  run: (signal: AbortSignal) => AsyncGenerator<DownloadProgress, void, undefined>,
  onEnd: () => void,
): SharedDownload {
  const cancelling = new AbortController();
  let watcherCount = 0;
  let latest: DownloadProgress | undefined;
  let next = Promise.withResolvers<void>();

  const drain = async (): Promise<void> => {
    try {
      for await (const progress of run(cancelling.signal)) {
        latest = progress;
        next.resolve();
        next = Promise.withResolvers();
      }
    } finally {
      onEnd();
    }
  };
  const ended = drain();
  // Each watcher sees a failure through its own wait; there may be none left.
  ended.catch(() => undefined);

  return {
    async *watch(signal) {
      watcherCount += 1;
      try {
        let isOver = false;
        let seen: DownloadProgress | undefined;
        while (!isOver) {
          signal.throwIfAborted();
          const change = next.promise;
          if (latest && latest !== seen) {
            seen = latest;
            yield latest;
            continue;
          }
          isOver = await abortable(Promise.race([ended.then(() => true), change.then(() => false)]), signal);
        }
      } finally {
        watcherCount -= 1;
        if (watcherCount === 0) {
          cancelling.abort(signal.reason);
          // The part must be closed before anyone may open it again.
          await ended.catch(() => undefined);
        }
      }
    },
  };
}
