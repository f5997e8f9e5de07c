import type { Clock } from '../base/clock.ts';
import type { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import type { QuestionEvent } from '../base/nouns.ts';
import type { Semaphore } from '../base/semaphore.ts';
import type { Settings } from '../protocol/settings.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { AnswerControl } from './answer-control.ts';
import { openDesk } from './answer-desk.ts';
import type { AnswerEvent } from './answer-event.ts';
import { createOutbox } from './answer-outbox.ts';
import type { CallHistory } from './prompt/call-history.ts';
import type { ChatModel } from './chat-model.ts';
import { keepWarm } from './prewarm.ts';

export interface AnswerDeps {
  /** The model to ask now, or why there is none. */
  readonly chatModel: () => ChatModel | EngineError;
  readonly settings: () => Settings;
  readonly cache: AnswerCache;
  /** Three priority classes: foreground, speculative, prewarm. */
  readonly limiter: Semaphore;
  readonly history: CallHistory;
  readonly control: AnswerControl;
  /** Nobody speaks and nothing else needs the machine: unasked work may begin. */
  readonly isIdle: () => boolean;
  /** Questions worth answering before anybody asks them, most likely first. */
  readonly starterQuestions: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Answers questions one after the other, the newest first: a newer question ends the running answer, here
 * and upstream. Ends when the questions do, once the last answer is complete.
 * @throws signal.reason; whatever `questions` throws. A failing model never throws: it shows in the events.
 */
export async function* answerQuestions(
  questions: AsyncIterable<QuestionEvent>,
  deps: AnswerDeps,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const stopper = new AbortController();
  const outbox = createOutbox();
  const desk = openDesk(deps, outbox.push, AbortSignal.any([signal, stopper.signal]));
  const disconnect = deps.control.connect(desk);
  const onAbort = (): void => outbox.end(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  void readQuestions();
  const warming = keepWarm({ ...deps, desk }, stopper.signal);
  try {
    signal.throwIfAborted();
    yield* outbox;
  } finally {
    signal.removeEventListener('abort', onAbort);
    disconnect();
    stopper.abort(new DOMException('Answering ended.', 'AbortError'));
    await Promise.all([desk.close(), warming]);
  }

  async function readQuestions(): Promise<void> {
    try {
      for await (const event of questions) {
        if (stopper.signal.aborted) return;
        desk.take(event);
      }
      await desk.finish();
      outbox.end();
    } catch (error) {
      outbox.end(error);
    }
  }
}
