import type { CallHistory } from '../../../engine/answer/prompt/call-history.ts';

/** The other side has said a line. */
export function hearLine(history: CallHistory, text: string, turnId = 'earlier'): void {
  const times = { startMs: 0, endMs: 1, voicedMs: 1, endedAtMs: 0, completedAtMs: 0 };
  history.observeTranscript({ turnId, channel: 'them', text, endReason: 'silence', ...times });
}
