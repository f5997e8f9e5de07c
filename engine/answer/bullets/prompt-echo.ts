import { comparable } from './bullet-text.ts';
import type { ChatMessage } from '../chat-model.ts';

/** Knows which parts of a prompt a model may repeat instead of answering. */
export interface PromptEcho {
  isEcho(text: string): boolean;
  /** True while more words could make an echo of it. */
  mayBecomeEcho(text: string): boolean;
}

/** Fewer words than these in a row may be said by chance. */
const MIN_RULE_WORD_COUNT = 4;

export const NO_ECHO: PromptEcho = { isEcho: () => false, mayBecomeEcho: () => false };

/**
 * Rules (the first paragraph of the system message), examples (answers of earlier turns) and the question
 * count; what was said in the call and what the user noted may be repeated: it may be the answer.
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
      return (
        words.split(' ', MIN_RULE_WORD_COUNT).length >= MIN_RULE_WORD_COUNT &&
        rules.some((rule) => ` ${rule} `.includes(` ${words} `))
      );
    },
    mayBecomeEcho(text) {
      const words = comparable(text);
      return !allowed.startsWith(words) && [...whole, ...rules].some((echo) => echo.startsWith(words));
    },
  };
}
