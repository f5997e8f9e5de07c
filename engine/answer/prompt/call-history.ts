import type { Transcript } from '../../base/nouns.ts';
import type { Channel } from '../../protocol/call-parts.ts';
import { withoutTokens } from './special-tokens.ts';
import { estimateTokenCount } from './token-estimate.ts';

/** One turn of the call, as it stands in the prompt. */
export interface CallLine {
  readonly turnId: string;
  readonly speaker: string;
  readonly startMs: number;
  readonly words: string;
  /** Who speaks, and the words. */
  readonly text: string;
  readonly tokenCount: number;
}

/** What was said, within a budget. `droppedCount` counts the lines that went since the call began. */
export interface FittedHistory {
  readonly lines: readonly CallLine[];
  readonly tokenCount: number;
  readonly droppedCount: number;
}

/** What was said in this call, oldest first. Lines are appended, late ones put at their place, or dropped from the front. */
export interface CallHistory {
  observeTranscript(transcript: Transcript): void;
  /**
   * Drops the oldest lines once the budget is exceeded, and then down to half of it, so that the prompt
   * keeps its beginning (and the server its work on it) for many questions in a row. The newest line stays;
   * when it alone exceeds the budget its oldest words go.
   */
  fit(budgetTokenCount: number): FittedHistory;
  /** A new call begins. */
  clear(): void;
}

const SPEAKERS: Readonly<Record<Channel, string>> = { me: 'Me', them: 'Them' };
/** One microphone hears everybody in the room, the user among them. */
const ANYBODY = 'Someone';
const MAX_LINE_CHARACTERS = 1_500;
const MAX_WORD_CHARACTERS = 40;
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
    observeTranscript({ turnId, channel, isShared, text, startMs, isLate }) {
      const said = asData(text);
      if (said === '') return;
      const speaker = isShared ? ANYBODY : SPEAKERS[channel];
      const line = lineOf({ turnId, speaker, startMs }, newestWords(said, MAX_LINE_CHARACTERS));
      // Only a late one goes between others, because that changes what a server has read already.
      const nextIndex = isLate ? lines.findIndex((other) => other.startMs > startMs) : -1;
      lines.splice(nextIndex === -1 ? lines.length : nextIndex, 0, line);
      tokenCount += line.tokenCount;
      if (lines.length > MAX_LINE_COUNT) dropOldest();
    },
    fit(budgetTokenCount) {
      if (tokenCount > budgetTokenCount) {
        while (lines.length > 1 && tokenCount > budgetTokenCount / 2) dropOldest();
      }
      const [newest] = lines;
      if (newest && tokenCount > budgetTokenCount) {
        lines = shortened(newest, budgetTokenCount);
        tokenCount = lines[0]?.tokenCount ?? 0;
        if (lines.length === 0) droppedCount += 1;
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

function lineOf(turn: Pick<CallLine, 'turnId' | 'speaker' | 'startMs'>, words: string): CallLine {
  const { turnId, speaker, startMs } = turn;
  const text = `${speaker}: ${words}`;
  return { turnId, speaker, startMs, words, text, tokenCount: estimateTokenCount(text) + 1 };
}

/** The line without as many of its oldest words as exceed the budget; none when not one word has room. */
function shortened(line: CallLine, budgetTokenCount: number): CallLine[] {
  let kept = line.words;
  while (kept !== '') {
    const shorter = lineOf(line, kept);
    if (shorter.tokenCount <= budgetTokenCount) return [shorter];
    kept = newestWords(kept, Math.floor(kept.length * 0.9));
  }
  return [];
}

/** The end of a text: whole words where it has spaces. */
function newestWords(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const start = text.length - maxCharacters;
  const space = text.indexOf(' ', start - 1);
  const isNear = space >= 0 && space - start < MAX_WORD_CHARACTERS;
  return text.slice(isNear ? space + 1 : start).toWellFormed();
}

/** Speech as inert data: one line, no tag, fence or template token, nothing unseen. */
export function asData(text: string): string {
  return withoutTokens(text.normalize('NFC').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' '))
    .replaceAll(/`{3,}/g, "'''")
    .trim();
}
