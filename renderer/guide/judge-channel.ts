import type { ChannelMeasure } from '../session/state.ts';

/** What the sound check says of one side of the call. */
export type ChannelVerdict =
  | { readonly is: 'off' | 'no-sound' | 'quiet' | 'sound' | 'no-recognizer' }
  | { readonly is: 'heard'; readonly words: string };

interface ChannelFacts {
  readonly isWanted: boolean;
  readonly measure: ChannelMeasure | undefined;
  readonly nowMs: number;
  /** Speech recognition is ready. */
  readonly canHear: boolean;
  /** The newest words of this side; '' for none. */
  readonly words: string;
}

const STALLED_AFTER_MS = 1_000;
/** A line without anything connected, or the digital silence of a call that plays elsewhere. */
const SILENT_DBFS = -60;
const SHOWN_CHARACTERS = 80;

export function judgeChannel({ isWanted, measure, nowMs, canHear, words }: ChannelFacts): ChannelVerdict {
  if (!isWanted) return { is: 'off' };
  if (words !== '') return { is: 'heard', words: words.slice(-SHOWN_CHARACTERS) };
  const frameAgeMs = measure ? measure.lastFrameAgeMs + Math.max(0, nowMs - measure.receivedAtMs) : Infinity;
  if (!measure || frameAgeMs > STALLED_AFTER_MS) return { is: 'no-sound' };
  const isSound = measure.isSpeech || measure.levelDbfs > Math.max(SILENT_DBFS, measure.noiseFloorDbfs + 6);
  if (!isSound) return { is: 'quiet' };
  return { is: canHear ? 'sound' : 'no-recognizer' };
}
