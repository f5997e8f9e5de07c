import type { OutsideQuestion } from '../protocol/outside-question.ts';
import type { Confirm } from './guard-pages.ts';

/** Questions to the process that started the engine: only that one reaches the user without a page. */
export interface OutsideQuestions {
  readonly confirm: Confirm;
  /** What the other process answers. */
  handle(answer: { readonly confirmIndex: number; readonly isAllowed: boolean }): void;
}

export function createOutsideQuestions(
  send: (question: { type: 'confirm'; confirmIndex: number; question: OutsideQuestion }) => void,
): OutsideQuestions {
  const waiting = new Map<number, (isAllowed: boolean) => void>();
  let nextIndex = 0;
  return {
    confirm: (question) => {
      const confirmIndex = nextIndex;
      nextIndex += 1;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting.set(confirmIndex, resolve);
      send({ type: 'confirm', confirmIndex, question });
      return promise;
    },
    handle: ({ confirmIndex, isAllowed }) => {
      waiting.get(confirmIndex)?.(isAllowed);
      waiting.delete(confirmIndex);
    },
  };
}
