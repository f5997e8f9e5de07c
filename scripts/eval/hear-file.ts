import type { Clock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { type SpeechEvent, PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { openSamplesSource } from '../../engine/capture/samples-source.ts';
import { segmentSpeech, type SegmenterDeps } from '../../engine/vad/segment-speech.ts';
import { createSegmenterControl } from '../../engine/vad/segmenter-control.ts';

/** The audio's own time: a hearer that decides at once. */
export interface AudioClock extends Clock {
  /** How much of the file was heard. */
  heardMs: number;
}

/**
 * Plays samples through the real front end, as fast as it goes, on a clock that shows the audio's time.
 * @param trailingMs silence after the end, so that the last turn can end by itself.
 */
export async function* hearSamples(
  samples: Int16Array,
  deps: Pick<SegmenterDeps, 'voiceDetector' | 'hangoverMs' | 'onPauseResumed'> & {
    readonly clock: AudioClock;
  },
  trailingMs: number,
  signal: AbortSignal,
): AsyncGenerator<SpeechEvent, void, undefined> {
  const { clock } = deps;
  const padded = new Int16Array(samples.length + (trailingMs * PIPELINE_RATE_HZ) / 1_000);
  padded.set(samples);
  const source = openSamplesSource({ samples: padded, channel: 'them', device: 'file', isFast: true, clock });
  let turnCount = 0;
  const nextTurnId = (): string => `turn-${(turnCount += 1)}`;
  yield* segmentSpeech(
    timedFrames(source.frames(signal), clock),
    { ...deps, nextTurnId, control: createSegmenterControl(), log: silentLogger },
    signal,
  );
}

export function createAudioClock(): AudioClock {
  const clock: AudioClock = {
    heardMs: 0,
    nowMs: () => clock.heardMs,
    wallMs: () => clock.heardMs,
    sleep: () => Promise.resolve(),
  };
  return clock;
}

async function* timedFrames(
  frames: ReturnType<ReturnType<typeof openSamplesSource>['frames']>,
  clock: AudioClock,
): typeof frames {
  for await (const frame of frames) {
    clock.heardMs = ((frame.startSamples + frame.samples.length) * 1_000) / PIPELINE_RATE_HZ;
    yield frame;
  }
}
