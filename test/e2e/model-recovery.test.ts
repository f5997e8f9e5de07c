import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers, toyChat, toyChatPath } from '../fakes/toy-chat.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

const [FIRST, SECOND, THIRD] = toyChat.entries;
const startOllama = (port = 0) =>
  startFakeOllama({ port, models: [{ name: 'toy:1b' }], answers: toyAnswers });

const stateOf = (run: EngineInTest) =>
  eventsOf(run.events, 'component.changed').findLast(({ state }) => state.component === 'model')?.state;
const reaches = async (run: EngineInTest, reason: string | RegExp): Promise<void> => {
  await expect.poll(() => stateOf(run)?.reason.search(reason)).toBe(0);
};
/** @returns the bullets, or the code of the failure. */
const ask = async (run: EngineInTest, text = ''): Promise<readonly string[] | string | undefined> => {
  await run.engine.execute({ type: 'ask', text });
  await run.engine.answered();
  const answer = eventsOf(run.events, 'answer.completed').at(-1);
  return answer?.status === 'failed' ? eventsOf(run.events, 'failed').at(-1)?.code : answer?.bullets;
};

test.for([
  { how: 'was killed in an answer', isAsked: true },
  { how: 'was killed and nobody noticed', isAsked: false },
])('an Ollama that $how answers again by itself after its return', async ({ isAsked }) => {
  const ollama = await startOllama();
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { model: { backend: 'ollama' } },
  });
  await reaches(run, /toy:1b on Ollama/);
  expect(await ask(run, FIRST?.question)).toEqual(FIRST?.bullets);
  await ollama.stop();
  if (isAsked) {
    expect(await ask(run, SECOND?.question)).toBe('model-server-unreachable');
    await reaches(run, /No model server answers at .* Start Ollama\./);
  }

  await using back = await startOllama(ollama.port);
  if (isAsked) await reaches(run, /toy:1b on Ollama/);
  expect(await ask(run, SECOND?.question)).toEqual(SECOND?.bullets);
  expect(back.loadCount).toBe(1);
});

test('a model that failed to load and answers all the same is called ready, after its answer', async () => {
  await using ollama = await startOllama();
  ollama.addFault({ kind: 'reply', status: 500, body: '{"error":"out of memory"}' });
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  await reaches(run, /This machine has too little memory/);
  ollama.clearFaults();
  expect(await ask(run, FIRST?.question)).toEqual(FIRST?.bullets);
  await reaches(run, /toy:1b on Ollama/);
  const seqs = run.events.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect(run.events.slice(-2).map(({ type }) => type)).toEqual(['answer.completed', 'component.changed']);
});

test('an Ollama that hung answers by itself after it continues', async () => {
  await using ollama = await startOllama();
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { model: { backend: 'ollama' } },
  });
  for (const path of ['/api/version', '/api/chat', '/api/tags']) ollama.addFault({ kind: 'hang' }, { path });
  void run.engine.execute({ type: 'retry', component: 'model' });
  await reaches(run, /The model server at .* does not answer/);
  // In the middle of the next look.
  const lookCount = ollama.requests.length;
  await expect.poll(() => ollama.requests.length).toBeGreaterThan(lookCount);
  ollama.clearFaults();
  await reaches(run, /toy:1b on Ollama/);
  expect(await ask(run, FIRST?.question)).toEqual(FIRST?.bullets);
});

test('with backend auto the built-in model takes over from a dead Ollama and gives way when it is back', async () => {
  const ollama = await startOllama();
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { model: { backend: 'auto', embeddedModel: toyChatPath } },
  });
  await reaches(run, /toy:1b on Ollama/);
  await ollama.stop();
  expect(await ask(run, FIRST?.question)).toBe('model-server-unreachable');
  await reaches(run, /toy-chat, built in, because Ollama does not answer/);
  expect(stateOf(run)).toMatchObject({ status: 'ready', action: { label: 'Look for Ollama' } });
  expect(eventsOf(run.events, 'models.listed').at(-1)).toMatchObject({
    backend: 'embedded',
    selected: 'toy-chat',
  });
  expect(await ask(run, SECOND?.question)).toEqual(SECOND?.bullets);

  await using back = await startOllama(ollama.port);
  await reaches(run, /toy:1b on Ollama/);
  expect(stateOf(run)).toEqual({
    component: 'model',
    status: 'ready',
    reason: `toy:1b on Ollama at ${back.url}`,
  });
  expect(eventsOf(run.events, 'models.listed').at(-1)).toMatchObject({
    backend: 'ollama',
    selected: 'toy:1b',
  });
  expect(await ask(run, THIRD?.question)).toEqual(THIRD?.bullets);
  expect(back.requests.some(({ path }) => path === '/api/chat')).toBe(true);
});
