import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../../engine/protocol/events.ts';
import { eventually } from '../../../fakes/eventually.ts';
import { startFakeOllama } from '../../../fakes/ollama-server.ts';
import { startFakeOpenAi } from '../../../fakes/openai-server.ts';
import { GGUF, superviseModel, type Keychain } from './supervise-model.ts';

const BUSY = { kind: 'reply', status: 503, body: '{"error":"server busy"}', headers: {} } as const;

const completed = (status: 'complete' | 'failed'): EngineEvent => ({
  type: 'answer.completed',
  seq: 1,
  atMs: 1,
  turnId: 't1',
  bullets: ['a'],
  path: 'live',
  status,
  latencyMs: 1,
  firstBulletMs: 1,
  isStale: false,
});

test('the built-in model gives way to Ollama, but never in an answer', async () => {
  const gone = await startFakeOllama();
  await gone.stop();
  await using rig = await superviseModel({ ollamaUrl: gone.url, embeddedModel: GGUF });
  await rig.reported(/toy-chat, built in, because Ollama does not answer/);
  await rig.clock.advance(15_000);
  await rig.supervisor.settled();

  await using ollama = await startFakeOllama({ port: gone.port, models: [{ name: 'a' }] });
  rig.answering(true);
  await rig.clock.advance(15_000);
  await rig.supervisor.settled();
  expect(rig.states.at(-1)?.reason).toMatch(/built in/);
  expect(rig.processes.map(({ isKilled }) => isKilled)).toEqual([false]);

  rig.answering(false);
  await rig.clock.advance(15_000);
  await rig.reported(/^a on Ollama/);
  expect(await rig.ask()).toBe('a');
  expect(rig.processes.map(({ isKilled }) => isKilled)).toEqual([true]);
  expect(ollama.loadCount).toBe(1);
});

test('a check that fails beside an answer says nothing of the server, also when the answer ends first', async () => {
  const ollama = await startFakeOllama({ models: [{ name: 'a' }] });
  await using rig = await superviseModel({ ollamaUrl: ollama.url });
  await rig.reported(/^a on Ollama/);
  ollama.addFault({ kind: 'hang' }, { path: '/api/version' });
  rig.answering(true);
  await rig.clock.advance(15_000);
  rig.answering(false);
  await ollama.stop();
  await rig.supervisor.settled();
  expect(rig.states.at(-1)?.reason).toMatch(/^a on Ollama/);
  await rig.clock.advance(15_000);
  await rig.reported(/Start Ollama/);
});

test('a check that fails beside a measurement says nothing of the server either', async () => {
  const ollama = await startFakeOllama({ models: [{ name: 'a' }] });
  await using rig = await superviseModel({ ollamaUrl: ollama.url });
  await rig.reported(/^a on Ollama/);
  ollama.addFault({ kind: 'hang' }, { path: '/api/chat' });
  const beforeCount = ollama.requests.length;
  const measured = rig.supervisor.trials.measure('a');
  const asked = () => ollama.requests.slice(beforeCount).map((request) => request.path);
  await eventually(() => expect(asked()).toContain('/api/chat'));
  ollama.addFault(BUSY, { path: '/api/version' });
  await rig.clock.advance(15_000);
  await rig.supervisor.settled();
  expect(rig.states.at(-1)?.reason).toMatch(/^a on Ollama/);
  await ollama.stop();
  // The measurement runs into its own deadlines.
  const over = measured.then(() => true);
  await eventually(async () => {
    await rig.clock.advance(15_000);
    expect(await Promise.race([over, nextTurn(false)])).toBe(true);
  });
  await rig.clock.advance(15_000);
  await rig.reported(/Start Ollama/);
});

test('until the keychain has answered no server is asked without its token, and the model counts as loading', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'a' }], token: 'secret' });
  const answered = Promise.withResolvers<void>();
  const keychain: Keychain = { loaded: answered.promise };
  await using rig = await superviseModel({ ollamaUrl: ollama.url }, keychain);
  await nextTurn();
  expect(rig.supervisor.isLoading).toBe(true);
  keychain.accessToken = { token: 'secret', origins: [new URL(ollama.url).origin] };
  answered.resolve();
  await rig.reported(/^a on Ollama/);
  expect(await rig.ask()).toBe('a');
});

test('a keychain that never answers holds up no end', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'a' }] });
  await using rig = await superviseModel({ ollamaUrl: ollama.url }, { loaded: new Promise(() => undefined) });
  expect(rig.supervisor.isLoading).toBe(true);
});

test('with nothing at all it looks again every 4 s and reports no state twice', async () => {
  const gone = await startFakeOllama();
  await gone.stop();
  await using rig = await superviseModel({ ollamaUrl: gone.url });
  await rig.reported(/There is no built-in model on this machine either/);
  const publishedCount = rig.states.length;
  for (let look = 0; look < 3; look += 1) {
    await rig.clock.advance(4_000);
    await rig.supervisor.settled();
  }
  expect(rig.states).toHaveLength(publishedCount);
  await using _ollama = await startFakeOllama({ port: gone.port, models: [{ name: 'a' }] });
  await rig.clock.advance(4_000);
  await rig.reported(/^a on Ollama/);
});

test('a preload that met a busy server is tried again, ever later, until the model is ready', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'a' }] });
  // Three tries each, of the first two preloads.
  ollama.addFault({ ...BUSY, headers: { 'retry-after': '0' } }, { times: 6 });
  await using rig = await superviseModel({ ollamaUrl: ollama.url, backend: 'ollama' });
  const isBusy = () => rig.reported(/busy with other requests/);
  const chatCount = () => ollama.requests.filter(({ path }) => path === '/api/chat').length;
  const moveOn = async (durationMs: number) => {
    await rig.clock.advance(durationMs);
    await rig.clock.advance(1);
  };
  await eventually(async () => {
    await moveOn(0);
    expect(chatCount()).toBe(3);
  });
  await isBusy();
  expect(rig.states.at(-1)?.status).toBe('failed');
  await moveOn(1_000);
  await eventually(async () => {
    await moveOn(0);
    expect(chatCount()).toBe(6);
  });
  await moveOn(1_900);
  expect(chatCount()).toBe(6);
  await eventually(async () => {
    await moveOn(100);
    await rig.reported(/^a on Ollama/);
  });
  expect(rig.states.at(-1)?.status).toBe('ready');
});

test('a good answer shows that the model is ready after all, a failed one does not', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'a' }] });
  ollama.addFault({ kind: 'reply', status: 500, body: '{"error":"model requires more system memory"}' });
  await using rig = await superviseModel({ ollamaUrl: ollama.url, backend: 'ollama' });
  await rig.reported(/too little memory/);
  ollama.clearFaults();
  rig.supervisor.observe(completed('failed'));
  await rig.clock.advance(0);
  expect(rig.states.at(-1)).toMatchObject({ status: 'failed', action: { label: 'Pick a model' } });
  expect(await rig.ask()).toBe('a');
  rig.supervisor.observe(completed('complete'));
  await rig.clock.advance(0);
  expect(rig.states.at(-1)).toEqual({ status: 'ready', reason: `a on Ollama at ${ollama.url}` });
});

test('a first address that fails at the start stays reported after the model is ready', async () => {
  const gone = await startFakeOpenAi();
  await gone.stop();
  await using second = await startFakeOpenAi({ models: ['b'] });
  await using rig = await superviseModel({ backend: 'openai', openaiUrls: [gone.url, second.url] });
  await rig.reported(/^b at/);
  expect(rig.states.at(-1)).toEqual({
    status: 'degraded',
    reason: `b at ${second.url}, because ${gone.url} cannot answer`,
    action: { label: 'Look again', kind: 'retry', target: 'model' },
  });
  expect(rig.listings.map(({ address }) => address)).toEqual([second.url]);
});

test('a change of address in an answer is reported, with the models that are there', async () => {
  const first = await startFakeOpenAi({ models: ['b'] });
  await using second = await startFakeOpenAi({ models: ['b', 'c'] });
  await using rig = await superviseModel({
    backend: 'openai',
    name: 'b',
    openaiUrls: [first.url, second.url],
  });
  await rig.reported(/^b at/);
  expect(rig.states.at(-1)).toEqual({ status: 'ready', reason: `b at ${first.url}` });
  await first.stop();
  const asking = rig.ask();
  await eventually(async () => {
    await rig.clock.advance(500);
    expect(rig.states.at(-1)?.status).toBe('degraded');
  });
  expect(await asking).toBe('b');
  await eventually(() => expect(rig.listings).toHaveLength(2));
  expect(rig.listings.at(-1)).toMatchObject({
    address: second.url,
    selected: 'b',
    models: [{ name: 'b' }, { name: 'c' }],
  });
});

test('when only a server without the model is left, that is reported, with what to do there', async () => {
  const first = await startFakeOpenAi({ models: ['b'] });
  await using second = await startFakeOpenAi({ models: ['c'] });
  await using rig = await superviseModel({
    backend: 'openai',
    name: 'b',
    openaiUrls: [first.url, second.url],
  });
  await rig.reported(/^b at/);
  await first.stop();
  await rig.clock.advance(15_000);
  await rig.reported(/has no model named b/);
  expect(rig.states.at(-1)).toEqual({
    status: 'failed',
    code: 'model-missing',
    reason: `The model server at ${second.url} has no model named b. Load it there, or pick another.`,
    action: { label: 'Pick a model', kind: 'open-settings', target: 'model' },
  });
  await rig.supervisor.settled();
  await using _back = await startFakeOpenAi({ port: first.port, models: ['b'] });
  await rig.clock.advance(4_000);
  await rig.reported(/^b at/);
  expect(rig.states.at(-1)?.status).toBe('ready');
});

test('restarts of the built-in model are reported, and that it stays down, with a button that starts it', async () => {
  await using rig = await superviseModel({ backend: 'embedded', embeddedModel: GGUF });
  await rig.reported(/^toy-chat, built in/);
  rig.processes.at(-1)?.crash('SIGSEGV');
  expect(rig.states.at(-1)).toEqual({
    status: 'degraded',
    code: 'chat-model-down',
    reason: 'The built-in model stopped and is loaded again, restart 1',
  });
  await rig.reported(/^toy-chat, built in/);
  for (let crash = 2; crash <= 4; crash += 1) rig.processes.at(-1)?.crash('SIGSEGV');
  const down = {
    status: 'failed',
    code: 'chat-model-down',
    reason: 'The built-in model keeps failing. Try again, or pick another model.',
    action: { label: 'Try again', kind: 'retry', target: 'model' },
  };
  expect(rig.states.at(-1)).toEqual(down);
  await rig.clock.advance(60_000);
  expect(rig.states.at(-1)).toEqual(down);
  expect(rig.processes).toHaveLength(4);

  await rig.supervisor.reload();
  await rig.reported(/^toy-chat, built in/);
  expect(rig.processes).toHaveLength(5);
});

test('a built-in model that stayed down is loaded again once its crashes are long past', async () => {
  await using rig = await superviseModel({ backend: 'embedded', embeddedModel: GGUF });
  await rig.reported(/^toy-chat, built in/);
  for (let crash = 1; crash <= 4; crash += 1) rig.processes.at(-1)?.crash('SIGSEGV');
  expect(rig.states.at(-1)?.status).toBe('failed');
  for (let step = 0; step < 22; step += 1) {
    await rig.clock.advance(15_000);
    await rig.supervisor.settled();
  }
  await rig.reported(/^toy-chat, built in/);
  expect(rig.processes).toHaveLength(5);
});

test('an answer that ran out of memory offers another model, until an answer comes', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'big' }] });
  await using rig = await superviseModel({ ollamaUrl: ollama.url });
  await rig.reported(/^big on Ollama/);
  rig.supervisor.observe({
    type: 'failed',
    seq: 1,
    atMs: 1,
    turnId: 't1',
    code: 'model-out-of-memory',
    message: 'This machine has too little memory for big.',
    remedy: 'Pick a smaller model.',
  });
  await rig.reported(/too little memory for big\. Pick a smaller model\.$/);
  expect(rig.states.at(-1)).toMatchObject({
    status: 'failed',
    action: { label: 'Pick a model', kind: 'open-settings', target: 'model' },
  });
  rig.supervisor.observe(completed('complete'));
  await rig.reported(/^big on Ollama/);
});

test('of a list without end the model in use and 500 at most are reported, and how many are not', async () => {
  const names = Array.from({ length: 700 }, (_, index) => `m${index}`);
  await using server = await startFakeOpenAi({ models: ['x'.repeat(201), ...names] });
  await using rig = await superviseModel({ backend: 'openai', openaiUrls: [server.url], name: 'm650' });
  const listing = rig.listings.at(-1);
  expect(listing?.models.map(({ name }) => name)).toEqual([...names.slice(0, 499), 'm650']);
  expect(listing?.leftOutCount).toBe(201);
});

test('a server without a list of models is used with the model that the settings name', async () => {
  await using server = await startFakeOpenAi();
  server.fault = { kind: 'reply', status: 404, body: '{"detail":"Not Found"}' };
  await using rig = await superviseModel({ backend: 'openai', openaiUrls: [server.url], name: 'simulated' });
  await rig.reported(/^simulated at/);
  server.fault = undefined;
  expect(await rig.ask()).toBe('simulated');
});

test.each([
  ['for any server', { name: GGUF }],
  ['for the built-in models', { backend: 'embedded', embeddedModel: GGUF }],
] as const)(
  'a model given by the path of its file %s is measured, and no other is chosen',
  async (_case, given) => {
    const gone = await startFakeOllama();
    await gone.stop();
    await using rig = await superviseModel({ ollamaUrl: gone.url, ...given });
    await rig.reported(/^toy-chat, built in/);
    await rig.supervisor.trials.measure('toy-chat');
    expect(rig.measurements).toMatchObject([
      { name: 'toy-chat', status: 'running' },
      { name: 'toy-chat', status: 'completed', detail: '' },
    ]);
    expect(await rig.supervisor.trials.choose()).toBeUndefined();
    expect(rig.measurements).toHaveLength(2);
  },
);
