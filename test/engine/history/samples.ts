import type { Answer, Transcript } from '../../../engine/base/nouns.ts';

export function transcriptOf(turnId: string, text: string, more: Partial<Transcript> = {}): Transcript {
  return {
    turnId,
    channel: 'them',
    text,
    startMs: 1_000,
    endMs: 2_500,
    voicedMs: 1_400,
    endReason: 'silence',
    endedAtMs: 2_900,
    completedAtMs: 3_000,
    ...more,
  };
}

export function answerOf(turnId: string, bullets: string[], more: Partial<Answer> = {}): Answer {
  return {
    turnId,
    question: 'What is TCP?',
    bullets,
    path: 'live',
    status: 'complete',
    model: 'tiny',
    ...more,
  };
}
