import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { awaitModel } from '../../../engine/answer/await-model.ts';
import type { ChatModel } from '../../../engine/answer/servers/base/chat-model.ts';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { QuestionEvent } from '../../../engine/base/nouns.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { createScriptedChatModel } from '../../fakes/scripted-chat-model.ts';

const asked = (turnId: string): QuestionEvent => ({
  type: 'question-asked',
  question: {
    turnId,
    text: 'What is TCP?',
    channel: 'me',
    origin: 'typed',
    judgement: { probability: 1, isQuestion: true, kind: 'wh', worthAnswering: true, completeness: 1 },
    askedAtMs: 0,
  },
});

/** Three questions that were asked while a model is being chosen. */
function askEarly({ forgotten = new Set<string>(), isLoading = true } = {}) {
  const clock = new ManualClock();
  const choice = Promise.withResolvers<void>();
  const none = new EngineError('model-server-unreachable', 'Sotto is looking for a model.', 'Wait a moment.');
  let model: ChatModel | EngineError = none;
  const passed: string[] = [];
  const read = async (): Promise<void> => {
    const chatModel = { current: () => model, isLoading, settled: () => choice.promise };
    async function* questions(): AsyncGenerator<QuestionEvent> {
      yield* ['a', 'b', 'c'].map(asked);
    }
    for await (const event of awaitModel(questions(), { chatModel, forgotten, clock })) {
      if ('question' in event) passed.push(event.question.turnId);
    }
  };
  const done = read();
  const choose = (): void => {
    model = createScriptedChatModel(() => [], clock);
    choice.resolve();
  };
  return { clock, choose, done, passed };
}

test('questions wait for the model that is being chosen, but for those that are erased meanwhile', async () => {
  const { choose, done, passed } = askEarly({ forgotten: new Set(['a']) });
  await nextTurn();
  expect(passed).toEqual([]);
  choose();
  await done;
  expect(passed).toEqual(['b', 'c']);
});

test('a choice without end holds a question up for ten seconds', async () => {
  const { clock, passed } = askEarly();
  await nextTurn();
  await clock.advance(9_999);
  expect(passed).toEqual([]);
  await clock.advance(1);
  await nextTurn();
  expect(passed).toEqual(['a']);
});

test('a question fails at once and says why there is no model, while Sotto looks for one again', async () => {
  const { done, passed } = askEarly({ isLoading: false });
  await done;
  expect(passed).toEqual(['a', 'b', 'c']);
});
