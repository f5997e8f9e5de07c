import type { Clock } from '../../engine/base/clock.ts';
import { samplesMs } from '../../engine/base/nouns.ts';
import type { CaptureSource } from '../../engine/capture/capture-source.ts';
import type { FileSource } from '../../engine/capture/file-source.ts';
import { clockTime } from './describe-event.ts';

/** A file on its way through the recognizer. */
export interface TranscriptionProgress {
  /** To be heard in the file's place. */
  readonly source: CaptureSource;
  /** One line: how far it has come, how fast, and how long the rest takes where the file's length is known. */
  describe(): string;
}

export function followProgress(file: FileSource, clock: Clock): TranscriptionProgress {
  const startedAtMs = clock.nowMs();
  let heardMs = 0;
  return {
    source: {
      channel: file.channel,
      device: file.device,
      async *frames(signal) {
        for await (const frame of file.frames(signal)) {
          heardMs = samplesMs(frame.startSamples + frame.samples.length);
          yield frame;
        }
      },
    },
    describe: () => {
      const elapsedMs = clock.nowMs() - startedAtMs;
      const speed = `${(heardMs / Math.max(1, elapsedMs)).toFixed(1)}× real time`;
      const { readRatio } = file;
      if (readRatio === undefined || readRatio <= 0) return `${clockTime(heardMs)}, ${speed}`;
      const leftMs = elapsedMs * (1 / readRatio - 1);
      return `${clockTime(heardMs)} of about ${clockTime(heardMs / readRatio)}, ${speed}, about ${clockTime(leftMs)} left`;
    },
  };
}
