import type { TranscriptEvent } from '../../../engine/base/nouns.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';

/** A turn of two and a half seconds that brought words. */
export function completedTurn(turnId: string, channel: Channel = 'them'): TranscriptEvent {
  const transcript = {
    turnId,
    channel,
    text: 'Words.',
    startMs: 0,
    endMs: 2_500,
    voicedMs: 2_500,
    endReason: 'silence',
    endedAtMs: 0,
    completedAtMs: 0,
  } as const;
  return { type: 'transcript-completed', transcript };
}
