import { type AudioFrame, type Channel, PIPELINE_RATE_HZ, samplesMs } from '../base/nouns.ts';

/** Sound of a channel that never arrived. */
export interface LostSound {
  readonly channel: Channel;
  /** From the start of the channel. */
  readonly startMs: number;
  readonly lostMs: number;
}

/** A shorter gap costs a syllable at most. */
const MIN_GAP_SAMPLES = PIPELINE_RATE_HZ / 4;

/** @returns takes the frames of all channels and calls `onLost` for each stretch that is missing between two. */
export function createGapWatch(onLost: (lost: LostSound) => void): (frame: AudioFrame) => void {
  const ends = new Map<Channel, number>();
  return ({ channel, startSamples, samples }) => {
    const endSamples = ends.get(channel) ?? startSamples;
    ends.set(channel, startSamples + samples.length);
    const gapSamples = startSamples - endSamples;
    if (gapSamples < MIN_GAP_SAMPLES) return;
    onLost({ channel, startMs: samplesMs(endSamples), lostMs: Math.round(samplesMs(gapSamples)) });
  };
}
