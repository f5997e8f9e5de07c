import type { Clock } from '../base/clock.ts';
import { samplesMs } from '../base/nouns.ts';
import type { CaptureSource } from './capture-source.ts';
import type { FileSource } from './file-source.ts';

/** How far a recording has come on its way through the recognizer. */
export interface FileProgress {
  readonly heardMs: number;
  /** Sound heard in the time that passed. */
  readonly speedRatio: number;
  /** Both undefined where the file's length is not known, as with a pipe. */
  readonly durationMs: number | undefined;
  readonly leftMs: number | undefined;
}

/** Heard to its end, left before it, or found damaged on the way. */
export type FileOutcome = 'completed' | 'stopped' | 'failed';

export interface FollowedFile {
  /** To be heard in the file's place. */
  readonly source: CaptureSource;
  /** What became of it, once it is no longer heard. */
  outcome(): FileOutcome;
  progress(): FileProgress;
}

export function followFile(file: FileSource, clock: Clock): FollowedFile {
  const startedAtMs = clock.nowMs();
  let heardMs = 0;
  let outcome: FileOutcome = 'stopped';
  return {
    source: {
      channel: file.channel,
      device: file.device,
      async *frames(signal) {
        try {
          for await (const frame of file.frames(signal)) {
            heardMs = samplesMs(frame.startSamples + frame.samples.length);
            yield frame;
          }
          outcome = 'completed';
        } catch (error) {
          if (!signal.aborted) outcome = 'failed';
          throw error;
        }
      },
    },
    outcome: () => outcome,
    progress: () => {
      const elapsedMs = clock.nowMs() - startedAtMs;
      const speedRatio = heardMs / Math.max(1, elapsedMs);
      const { readRatio } = file;
      if (readRatio === undefined || readRatio <= 0)
        return { heardMs, speedRatio, durationMs: undefined, leftMs: undefined };
      return {
        heardMs,
        speedRatio,
        durationMs: heardMs / readRatio,
        leftMs: elapsedMs * (1 / readRatio - 1),
      };
    },
  };
}
