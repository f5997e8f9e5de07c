import { type AudioFrame, PIPELINE_RATE_HZ, samplesMs } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';

/** Sound of a channel that never arrived. */
export interface LostSound {
  readonly channel: Channel;
  /** From the start of the channel. */
  readonly startMs: number;
  readonly lostMs: number;
}

/** A shorter gap costs a syllable at most. */
const MIN_GAP_SAMPLES = PIPELINE_RATE_HZ / 4;

/** Takes the frames of all channels and reports each stretch that is missing. */
export interface GapWatch {
  observe(frame: AudioFrame): void;
  /** Nothing was heard on any channel for so long after its last frame, though no later frame shows it. */
  markLost(lostMs: number): void;
}

export function createGapWatch(onLost: (lost: LostSound) => void): GapWatch {
  const ends = new Map<Channel, number>();
  return {
    observe: ({ channel, startSamples, samples }) => {
      const endSamples = ends.get(channel) ?? startSamples;
      ends.set(channel, startSamples + samples.length);
      const gapSamples = startSamples - endSamples;
      if (gapSamples < MIN_GAP_SAMPLES) return;
      onLost({ channel, startMs: samplesMs(endSamples), lostMs: Math.round(samplesMs(gapSamples)) });
    },
    markLost: (lostMs) => {
      for (const [channel, endSamples] of ends) onLost({ channel, startMs: samplesMs(endSamples), lostMs });
    },
  };
}
