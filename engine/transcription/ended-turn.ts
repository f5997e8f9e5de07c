import type { SpeechEvent, SpeechSegment, Transcript, VoiceFeatures } from '../base/nouns.ts';

/** An ended turn as it is published; without its samples, which may have to wait on disk. */
export interface EndedTurn extends Pick<Extract<SpeechEvent, { type: 'turn-ended' }>, 'reason' | 'atMs'> {
  readonly facts: Omit<SpeechSegment, 'samples'>;
  /** Voice in what is recognized: all of the turn, or what follows its anchor. */
  readonly restVoicedMs: number;
}

export function transcriptOf(
  { facts, reason, atMs }: EndedTurn,
  text: string,
  { completedAtMs, isLate }: { readonly completedAtMs: number; readonly isLate?: boolean | undefined },
): Transcript {
  const { turnId, channel, speechStartMs, speechEndMs, voicedMs } = facts;
  return {
    turnId,
    channel,
    text,
    startMs: speechStartMs,
    endMs: speechEndMs,
    voicedMs,
    endReason: reason,
    endedAtMs: atMs,
    completedAtMs,
    ...(isLate && { isLate }),
    ...voiceOf(facts),
  };
}

export function voiceOf({ voice }: Pick<SpeechSegment, 'voice'>): { voice?: VoiceFeatures } {
  return voice ? { voice } : {};
}
