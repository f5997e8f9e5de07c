import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { knownAnswers, toyAnswers } from '../fakes/toy-chat.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

const [{ question }] = knownAnswers;

test.for([
  { count: 100, droppedCount: 0 },
  { count: 1_500, droppedCount: 1_500 - 1_024 },
])('of $count questions typed at once each learns how it ended', async ({ count, droppedCount }) => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  await Promise.all(Array.from({ length: count }, () => run.engine.execute({ type: 'ask', text: question })));
  await run.engine.answered();

  const turnIds = eventsOf(run.events, 'question.detected').map(({ turnId }) => turnId);
  expect(new Set(turnIds).size).toBe(count);
  for (const type of ['answer.started', 'answer.completed'] as const) {
    expect(eventsOf(run.events, type).map(({ turnId }) => turnId)).toEqual(turnIds);
  }
  const statuses = eventsOf(run.events, 'answer.completed').map(({ status }) => status);
  expect(statuses.filter((status) => status === 'complete')).toHaveLength(count - droppedCount);
  const failures = eventsOf(run.events, 'failed');
  expect(failures.map(({ turnId }) => turnId)).toEqual(turnIds.slice(0, droppedCount));
  expect(failures.every(({ code }) => code === 'busy')).toBe(true);
  // A request without messages only loads the model.
  const chats = ollama.requests.filter(
    ({ path, body }) => path === '/api/chat' && String(body['messages']) !== '',
  );
  expect(chats).toHaveLength(1);
});
