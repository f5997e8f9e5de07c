import type { Clock } from '../base/clock.ts';
import type { Channel } from '../protocol/call-parts.ts';
import { displayName } from '../formats/open-bytes.ts';
import { openSound } from '../formats/open-sound.ts';
import type { CaptureSource } from './capture-source.ts';
import { openSamplesSource } from './samples-source.ts';

const NEVER = new AbortController().signal;

/** A recording as a channel. */
export interface FileSource extends CaptureSource {
  /** How much of the file has been read; undefined where its length is not known, as with a pipe. */
  readonly readRatio: number | undefined;
}

/**
 * A sound file, a named pipe or standard input (`-`) as a channel: in real time, or as fast as it is taken. It is
 * read as it plays, so its length costs no memory and a pipe is heard while it is written.
 * @param options.signal ends the wait for the first sample; once that is there, the one given to `frames` counts.
 * @throws EngineError as `openSound` does
 */
export async function openFileSource(options: {
  readonly path: string;
  readonly channel: Channel;
  readonly isFast: boolean;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}): Promise<FileSource> {
  const closing = new AbortController();
  const opening = AbortSignal.any([closing.signal, options.signal ?? NEVER]);
  const { samples, readRatio } = await openSound(options.path, opening);
  const source = openSamplesSource({ ...options, samples, device: displayName(options.path) });
  return {
    ...source,
    get readRatio() {
      return readRatio();
    },
    async *frames(signal) {
      const close = (): void => closing.abort(signal.reason);
      signal.addEventListener('abort', close, { once: true });
      try {
        yield* source.frames(signal);
      } finally {
        signal.removeEventListener('abort', close);
        closing.abort();
      }
    },
  };
}
