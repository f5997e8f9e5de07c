import { PIPELINE_RATE_HZ, samplesMs, type SpeechSegment } from '../base/nouns.ts';

/** Audio before the anchor has its text for good; later passes begin after it. */
export interface Anchor {
  readonly sampleCount: number;
  readonly text: string;
}

/** An anchor lies in the quiet just behind the last voice. */
const ANCHOR_MARGIN_MS = 50;

/** How much of a segment lies before an anchor at its last voice. */
export function anchorSampleCount({ samples, startMs, speechEndMs }: SpeechSegment): number {
  const endMs = speechEndMs + ANCHOR_MARGIN_MS - startMs;
  return Math.min(samples.length, Math.round((endMs / 1_000) * PIPELINE_RATE_HZ));
}

/** What was said after the anchor. */
export function after(anchor: Anchor, segment: SpeechSegment): SpeechSegment {
  if (anchor.sampleCount === 0) return segment;
  const startMs = segment.startMs + samplesMs(anchor.sampleCount);
  return {
    ...segment,
    samples: segment.samples.subarray(anchor.sampleCount),
    startMs,
    speechStartMs: Math.max(startMs, segment.speechStartMs),
    // How much of the voice lies behind the anchor is not known; the text is judged by what there may be.
    voicedMs: Math.min(segment.voicedMs, segment.speechEndMs - startMs),
  };
}

export function trailingSilenceMs({ samples, startMs, speechEndMs }: SpeechSegment): number {
  return startMs + samplesMs(samples.length) - speechEndMs;
}

export function isSameSpeech(left: SpeechSegment, right: SpeechSegment): boolean {
  return left.startMs === right.startMs && left.speechEndMs === right.speechEndMs;
}
