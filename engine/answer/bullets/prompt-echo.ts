import { comparable } from './bullet-text.ts';
import type { ChatMessage } from '../servers/base/chat-model.ts';
import { splitSentences } from './sentences.ts';

/** Knows which parts of a prompt a model may repeat instead of answering. */
export interface PromptEcho {
  isEcho(text: string): boolean;
  /** True while more words could make an echo of it. */
  mayBecomeEcho(text: string): boolean;
}

/** Fewer words than these in a row may be said by chance. */
const MIN_RULE_WORD_COUNT = 4;

const SPOKEN_LINE = /^(?:Me|Them): /;

export const NO_ECHO: PromptEcho = { isEcho: () => false, mayBecomeEcho: () => false };

/**
 * Rules (the first paragraph of the system message), examples (answers of earlier turns), the question and
 * those asked before it count; what else was said in the call and what the user noted may be the answer.
 * @param exempt a bullet that the rules ask for.
 */
export function createPromptEcho(messages: readonly ChatMessage[], exempt: string): PromptEcho {
  const rules: string[] = [];
  const whole = new Set<string>();
  const last = messages.at(-1);
  for (const message of messages) {
    const lines = message.content.split('\n');
    if (message.role === 'system') {
      const end = lines.indexOf('');
      rules.push(...(end === -1 ? lines : lines.slice(0, end)).map(comparable));
    } else if (message.role === 'assistant') {
      for (const line of lines) whole.add(comparable(line));
    }
    if (message === last) {
      const question = lines.findLast((line) => line.trim() !== '') ?? '';
      whole.add(comparable(question)).add(comparable(question.replace(/^\w+:/, '')));
      for (const asked of questionsIn(lines)) whole.add(comparable(asked));
    }
  }
  whole.delete('');
  const allowed = comparable(exempt);
  whole.delete(allowed);

  return {
    isEcho(text) {
      const words = comparable(text);
      if (words === '' || words === allowed) return false;
      if (whole.has(words)) return true;
      if (splitSentences(text).every((sentence) => whole.has(comparable(sentence)))) return true;
      return (
        words.split(' ', MIN_RULE_WORD_COUNT).length >= MIN_RULE_WORD_COUNT &&
        rules.some((rule) => ` ${rule} `.includes(` ${words} `))
      );
    },
    mayBecomeEcho(text) {
      const words = comparable(text);
      if (allowed.startsWith(words)) return false;
      const sentences = splitSentences(text);
      const last = comparable(sentences.at(-1) ?? '');
      const areEchoes = sentences.slice(0, -1).every((sentence) => whole.has(comparable(sentence)));
      return (
        (areEchoes && [...whole].some((echo) => echo.startsWith(last))) ||
        rules.some((rule) => rule.startsWith(words))
      );
    },
  };
}

/** What either side asked in the call so far, sentence by sentence. */
function questionsIn(lines: readonly string[]): string[] {
  return lines
    .flatMap((line) => (SPOKEN_LINE.test(line) ? splitSentences(line.replace(SPOKEN_LINE, '')) : []))
    .filter((sentence) => /[?？؟]\s*$/.test(sentence));
}
