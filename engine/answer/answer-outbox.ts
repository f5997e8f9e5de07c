import type { AnswerEvent } from './answer-event.ts';

/** Far more than ever piles up with a live consumer. */
const MAX_WAITING_COUNT = 8_192;

/** Events on their way to the consumer; bullets that were not fetched in time are replaced by newer ones. */
export interface AnswerOutbox extends AsyncIterable<AnswerEvent> {
  push(event: AnswerEvent): void;
  end(error?: unknown): void;
}

export function createOutbox(): AnswerOutbox {
  let waiting: AnswerEvent[] = [];
  let ending: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;

  return {
    push(event) {
      const last = waiting.at(-1);
      const isNewer = event.type === 'answer-extended' || event.type === 'answer-waiting';
      if (isNewer && last?.type === event.type && last.turnId === event.turnId) waiting.pop();
      waiting.push(event);
      if (waiting.length > MAX_WAITING_COUNT) waiting.shift();
      wake?.();
    },
    end(error) {
      ending ??= error === undefined ? {} : { error };
      wake?.();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const batch = waiting;
        waiting = [];
        yield* batch;
        if (waiting.length > 0) continue;
        if (ending) {
          if ('error' in ending) throw ending.error;
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    },
  };
}
