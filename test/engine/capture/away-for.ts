import type { EngineError } from '../../../engine/base/engine-error.ts';
import type { CaptureSource } from '../../../engine/capture/capture-source.ts';

/** @returns why no sound comes from `source`, once it has been asked for some; it is closed then. */
export async function awayFor(source: CaptureSource): Promise<EngineError> {
  const closing = new AbortController();
  const closed = new Error('closed');
  const next = source.frames(closing.signal).next();
  const watch = Promise.withResolvers<EngineError>();
  const timer = setInterval(() => source.awayFor && watch.resolve(source.awayFor), 10);
  try {
    return await Promise.race([watch.promise, next.then(() => Promise.reject(new Error('sound came')))]);
  } finally {
    clearInterval(timer);
    closing.abort(closed);
    await next.catch(() => undefined);
  }
}
