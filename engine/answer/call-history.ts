import type { Channel, Transcript } from '../base/nouns.ts';
import { estimateTokenCount } from './token-estimate.ts';

/** One turn of the call, as it stands in the prompt. */
export interface CallLine {
  readonly turnId: string;
  readonly text: string;
  readonly tokenCount: number;
}

/** What was said, within a budget. `droppedCount` counts the lines that went since the call began. */
export interface FittedHistory {
  readonly lines: readonly CallLine[];
  readonly tokenCount: number;
  readonly droppedCount: number;
}

/** What was said in this call, oldest first. Lines are only ever appended, or dropped from the front. */
export interface CallHistory {
  observeTranscript(transcript: Transcript): void;
  /**
   * Drops the oldest lines once the budget is exceeded, and then down to half of it, so that the prompt
   * keeps its beginning (and the server its work on it) for many questions in a row.
   */
  fit(budgetTokenCount: number): FittedHistory;
  /** A new call begins. */
  clear(): void;
}

const SPEAKERS: Readonly<Record<Channel, string>> = { me: 'Me', them: 'Them' };
const MAX_LINE_CHARACTERS = 1_500;
/** Whatever the budget, memory stays bounded. */
const MAX_LINE_COUNT = 2_000;

export function createCallHistory(): CallHistory {
  let lines: CallLine[] = [];
  let tokenCount = 0;
  let droppedCount = 0;

  function dropOldest(): void {
    const dropped = lines.shift();
    tokenCount -= dropped?.tokenCount ?? 0;
    droppedCount += 1;
  }

  return {
    observeTranscript({ turnId, channel, text }) {
      const words = asData(text).slice(0, MAX_LINE_CHARACTERS);
      if (words === '') return;
      const line = `${SPEAKERS[channel]}: ${words}`;
      const lineTokenCount = estimateTokenCount(line) + 1;
      lines.push({ turnId, text: line, tokenCount: lineTokenCount });
      tokenCount += lineTokenCount;
      if (lines.length > MAX_LINE_COUNT) dropOldest();
    },
    fit(budgetTokenCount) {
      if (tokenCount > budgetTokenCount) {
        while (lines.length > 0 && tokenCount > budgetTokenCount / 2) dropOldest();
      }
      return { lines: [...lines], tokenCount, droppedCount };
    },
    clear() {
      lines = [];
      tokenCount = 0;
      droppedCount = 0;
    },
  };
}

/** Speech as inert data: one line, no angle brackets (so no tag, fence or template token), nothing unseen. */
export function asData(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(/`{3,}/g, "'''")
    .trim();
}
