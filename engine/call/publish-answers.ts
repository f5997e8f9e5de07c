import type { AnswerEvent } from '../answer/answer-event.ts';
import { beginTurn } from '../answer/answer-turn.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Question } from '../base/nouns.ts';
import { publishFailure, type Publish } from '../base/publish-failure.ts';
import { publishAnswer } from './publish.ts';

/** A question dropped from a full queue is published like any other that failed, so that no client waits for it. */
export function refuseQuestion(question: Question, publish: Publish, clock: Clock): void {
  const turn = beginTurn(question, 'live', '', { emit: (event) => publishAnswer(event, publish), clock });
  const error = new EngineError('busy', 'Too many questions came at once.', 'Ask again.');
  turn.complete('failed', { error });
}

/** Publishes every answer until `signal` aborts; never rejects. */
export async function publishAnswers(
  answers: AsyncIterable<AnswerEvent>,
  publish: Publish,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of answers) publishAnswer(event, publish);
  } catch (error) {
    if (!signal.aborted) publishFailure(error, publish);
  }
}
