import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { QuestionEvent } from '../base/nouns.ts';
import type { ChatModel } from './servers/base/chat-model.ts';

/** A server that has not named its models by then will not answer the question soon either. */
const CHOICE_DEADLINE_MS = 10_000;

export interface AwaitModelDeps {
  readonly chatModel: {
    current(): ChatModel | EngineError;
    /** Not while it looks again for what was not there: then the reason is known. */
    readonly isLoading: boolean;
    /** Settles when no choice is under way. */
    settled(): Promise<void>;
  };
  /** Turns that the user erased, perhaps while their question waited. */
  readonly forgotten: { has(turnId: string): boolean };
  readonly clock: Clock;
}

/** Passes events on; a question that is asked while a model is being chosen waits for the choice. */
export async function* awaitModel(
  questions: AsyncIterable<QuestionEvent>,
  { chatModel, forgotten, clock }: AwaitModelDeps,
): AsyncGenerator<QuestionEvent, void, undefined> {
  for await (const event of questions) {
    const isChoosing = chatModel.isLoading && chatModel.current() instanceof EngineError;
    if (event.type === 'question-asked' && isChoosing) {
      const over = new AbortController();
      const deadline = clock.sleep(CHOICE_DEADLINE_MS, over.signal).catch(() => undefined);
      await Promise.race([chatModel.settled(), deadline]);
      over.abort();
      if (forgotten.has(event.question.turnId)) continue;
    }
    yield event;
  }
}
