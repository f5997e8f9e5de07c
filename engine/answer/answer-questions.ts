import type { QuestionEvent } from '../base/nouns.ts';
import type { AnswerDeps } from './answer-deps.ts';
import type { AnswerEvent } from './answer-event.ts';
import { createOutbox } from './answer-outbox.ts';
import { openScheduler } from './answer-scheduler.ts';
import { keepWarm } from './prewarm.ts';

/**
 * Answers questions one after the other, the newest first: a newer question ends the running answer, here
 * and upstream. Ends when the questions do, once the last answer is complete.
 * @throws signal.reason; or what `questions` throws. A failing model never throws: its failure is an event.
 */
export async function* answerQuestions(
  questions: AsyncIterable<QuestionEvent>,
  deps: AnswerDeps,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const stopper = new AbortController();
  const outbox = createOutbox();
  const scheduler = openScheduler(deps, outbox.push, AbortSignal.any([signal, stopper.signal]));
  const disconnect = deps.control.connect(scheduler);
  const onAbort = (): void => outbox.end(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  readQuestions().catch((error: unknown) => outbox.end(error));
  const warming = keepWarm({ ...deps, scheduler }, stopper.signal);
  try {
    signal.throwIfAborted();
    yield* outbox;
  } finally {
    signal.removeEventListener('abort', onAbort);
    disconnect();
    stopper.abort(new DOMException('Answering ended.', 'AbortError'));
    await Promise.all([scheduler.close(), warming]);
  }

  async function readQuestions(): Promise<void> {
    for await (const event of questions) {
      if (stopper.signal.aborted) return;
      scheduler.take(event);
    }
    await scheduler.finish();
    outbox.end();
  }
}
