import type { Clock } from '../base/clock.ts';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { Transcriber } from './recognizers/base/transcriber.ts';

export interface StandInDeps {
  /** Called at the first pass, and again after a failure. */
  readonly open: () => Promise<Transcriber>;
  /** Does the work while the stand-in cannot. */
  readonly main: Transcriber;
  readonly clock: Clock;
  readonly onFailure: (failure: EngineError) => void;
}

/** A stand-in that cannot be opened is not tried again by every pass of a machine that is out of breath. */
const RETRY_MS = 30_000;

/** A recognizer that is opened at its first pass; passes go to the main one while it cannot be had. */
export function createStandIn({ open, main, clock, onFailure }: StandInDeps): Transcriber {
  let opening: Promise<Transcriber | undefined> | undefined;
  let opened: Transcriber | undefined;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  const fail = (error: unknown): void => {
    opening = undefined;
    failedAtMs = clock.nowMs();
    if (!isClosed) onFailure(asEngineError(error));
  };
  const openNow = async (): Promise<Transcriber | undefined> => {
    try {
      opened = await open();
    } catch (error) {
      fail(error);
      return undefined;
    }
    // Closing does not wait for a model that is still being loaded.
    if (isClosed) await opened[Symbol.asyncDispose]();
    return opened;
  };
  const current = async (): Promise<Transcriber | undefined> => {
    if (isClosed || clock.nowMs() - failedAtMs < RETRY_MS) return undefined;
    opening ??= openNow();
    return opening;
  };

  return {
    description: 'a smaller speech model',
    async transcribe(speech, options, signal) {
      const small = await current();
      signal.throwIfAborted();
      if (!small) return main.transcribe(speech, options, signal);
      try {
        return await small.transcribe(speech, options, signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof EngineError) || error.code !== 'transcriber-down')
          throw error;
        await small[Symbol.asyncDispose]();
        fail(error);
        return main.transcribe(speech, options, signal);
      }
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
