import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../../../engine/answer/servers/base/chat-model.ts';
import { startFakeOllama } from '../../../../fakes/ollama-server.ts';
import { ANSWER, openPair, outcomeOf, requestFor } from '../ask-model.ts';
import { eventually } from '../../../../fakes/eventually.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';

const never = (): AbortSignal => new AbortController().signal;

test('1,000 mixed calls never change an option that would reload the model', async () => {
  await using pair = await openPair();
  const model = await pair.server.open('toy');
  const purposes: readonly ChatRequest['purpose'][] = ['prefill', 'speculative', 'foreground', 'prewarm'];
  for (let index = 0; index < 250; index += 1) {
    if (index % 50 === 0) await model.preload(never());
    for (const purpose of purposes)
      await outcomeOf(model.chat(requestFor(`Question ${index}?`, purpose), never()));
  }
  expect(pair.fake.loadCount).toBe(1);
  expect(pair.fake.reloadCount).toBe(0);
  const bodies = pair.fake.requests.filter(({ path }) => path === '/api/chat').map(({ body }) => body);
  expect(bodies.length).toBe(1_005);
  expect(new Set(bodies.map((body) => JSON.stringify(body['keep_alive'])))).toEqual(new Set(['"30m"']));
  const loadTimeOptions = bodies.map((body) => ({ ...(body['options'] as object), num_predict: 0 }));
  expect(new Set(loadTimeOptions.map((options) => JSON.stringify(options))).size).toBe(1);
});

test('after 1,000 aborted streams no socket is left over', { timeout: 300_000 }, async () => {
  await using pair = await openPair({ tokensPerSecond: 5_000, answers: () => '- word '.repeat(500) });
  const model = await pair.server.open('toy');
  await pair.ask();
  const baselineCount = pair.fake.openSocketCount;
  for (let round = 0; round < 1_000; round += 1) {
    const controller = new AbortController();
    const reason = new Error('newer question');
    const stream = model.chat(requestFor('Talk.'), controller.signal);
    // A third each: before the headers, at the first words, by leaving the loop.
    if (round % 3 === 0) queueMicrotask(() => controller.abort(reason));
    const reading = (async () => {
      for await (const _ of stream) {
        if (round % 3 === 2) break;
        controller.abort(reason);
      }
    })();
    if (round % 3 === 2) await reading;
    else await expect(reading).rejects.toBe(reason);
  }
  await eventually(() => expect(pair.fake.activeCount).toBe(0));
  await eventually(() => expect(pair.fake.openSocketCount).toBeLessThanOrEqual(baselineCount));
});

test('one connection serves one question after another', async () => {
  await using pair = await openPair();
  await pair.ask();
  const acceptedCount = pair.fake.acceptedSocketCount;
  for (let index = 0; index < 50; index += 1) expect((await pair.ask()).text).toBe(ANSWER);
  expect(pair.fake.acceptedSocketCount).toBe(acceptedCount);
});

test('a prompt that grows at its end is evaluated only there', async () => {
  await using pair = await openPair();
  const model = await pair.server.open('toy');
  const system = { role: 'system', content: 'Rules. '.repeat(200) } as const;
  for (let turn = 0; turn < 5; turn += 1) {
    const messages = [system, { role: 'user', content: `Question ${turn}?` } as const];
    await outcomeOf(model.chat({ messages, purpose: 'foreground' }, never()));
  }
  const later = pair.fake.prompts.slice(1);
  expect(
    Math.min(...later.map(({ tokenCount, reusedTokenCount }) => reusedTokenCount / tokenCount)),
  ).toBeGreaterThan(0.95);
});

test('a token waits for no answer about what is loaded', async () => {
  await using pair = await openPair({ firstTokenMs: 1_300 });
  const model = await pair.server.open('toy');
  await model.preload(never());
  pair.fake.addFault({ kind: 'hang' }, { path: '/api/ps' });
  for await (const delta of model.chat(requestFor('Hm?'), never())) if (delta.type === 'content') break;
  expect(pair.fake.requests.some(({ path }) => path === '/api/ps')).toBe(true);
  // It still waits for that one: to give it up would be an abort.
  expect(pair.fake.aborts.map(({ path }) => path)).not.toContain('/api/ps');
});

test('a cold load is shown with its elapsed time', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({ loadDelayMs: 300 }, { clock });
  const asking = pair.ask();
  await eventually(() => expect(pair.fake.requests.some(({ path }) => path === '/api/chat')).toBe(true));
  await clock.advance(1_000);
  expect((await asking).done?.usage.loadMs).toBe(300);
  expect(pair.deltas.filter(({ type }) => type === 'loading')).toEqual([
    { type: 'loading', elapsedMs: 1_000 },
  ]);
});

test.for([
  { name: 'plain:1b', capabilities: ['completion'], think: undefined },
  { name: 'thinker:8b', capabilities: ['completion', 'thinking'], think: false },
  { name: 'gpt-oss:20b', capabilities: ['completion', 'thinking'], think: 'low' },
])('$name is asked to think: $think', async ({ name, capabilities, think }) => {
  await using pair = await openPair({ models: [{ name, capabilities }] });
  const model = await pair.server.open(name);
  await model.preload(never());
  const outcome = await outcomeOf(model.chat(requestFor('Hm?'), never()));
  expect(outcome.text).toBe(ANSWER);
  const bodies = pair.fake.requests
    .filter(({ path }) => path === '/api/chat')
    .map(({ body }) => body['think']);
  expect(bodies).toEqual([think, think]);
});

test.for([
  { title: 'by its name, without a request', name: 'big:cloud', remoteHost: undefined, requestCount: 0 },
  {
    title: 'by its suffix, without a request',
    name: 'gpt-oss:120b-cloud',
    remoteHost: undefined,
    requestCount: 0,
  },
  { title: 'by its name in capitals', name: 'Big:CLOUD', remoteHost: undefined, requestCount: 0 },
  { title: 'by its host', name: 'harmless', remoteHost: 'https://elsewhere.example', requestCount: 1 },
])("a model on other people's servers is refused $title", async ({ name, remoteHost, requestCount }) => {
  const models = [{ name, ...(remoteHost ? { remoteHost } : {}) }];
  await using pair = await openPair({ models });
  const model = await pair.server.open(name);
  const outcome = await outcomeOf(model.chat(requestFor('Hm?'), never()));
  expect(outcome.error?.code).toBe('model-remote-refused');
  expect(pair.fake.requests).toHaveLength(requestCount);
  expect((await pair.server.list(never())).map(({ isRemote }) => isRemote)).toEqual([true]);

  await using allowed = await openPair({ models }, { allowRemoteModels: true });
  expect((await outcomeOf((await allowed.server.open(name)).chat(requestFor('Hm?'), never()))).text).toBe(
    ANSWER,
  );
});

test('lists what the server has and what it holds in memory', async () => {
  await using pair = await openPair({
    models: [
      { name: 'toy', sizeBytes: 5, family: 'llama', parameterSize: '1B', quantization: 'Q8_0' },
      { name: 'thinker', capabilities: ['completion', 'thinking'] },
    ],
  });
  await pair.ask();
  const [toy, thinker] = await pair.server.list(never());
  expect(toy).toEqual({
    name: 'toy',
    sizeBytes: 5,
    family: 'llama',
    parameterSize: '1B',
    quantization: 'Q8_0',
    canThink: false,
    isRemote: false,
    isLoaded: true,
  });
  expect(thinker).toMatchObject({ canThink: true, isLoaded: false });
});

test.for([
  { title: 'a page', body: '<html>', headers: { 'content-type': 'text/html' }, status: 200 },
  {
    title: 'other JSON',
    body: '{"name":"grafana"}',
    headers: { 'content-type': 'application/json' },
    status: 200,
  },
  { title: 'not found', body: '404 page not found', headers: {}, status: 404 },
  { title: 'a fault of its own', body: 'oops', headers: {}, status: 500 },
])(
  'a stranger on the port that answers $title is distinguished from a missing server',
  async ({ status, body, headers }) => {
    await using pair = await openPair();
    pair.fake.addFault({ kind: 'reply', status, body, headers }, { path: '/api/version' });
    await expect(pair.server.check(never())).rejects.toMatchObject({ code: 'model-server-not-ollama' });
    await pair.fake.stop();
    await expect(pair.server.check(never())).rejects.toMatchObject({ code: 'model-server-unreachable' });
  },
);

test('a pull tells its progress over all layers, stops when left, and continues later', async () => {
  await using pair = await openPair({ pullBytes: 100_000, pullBytesPerSecond: 1_000_000 });
  const pull = () => pair.server.pull?.('new:1b', never()) ?? [];
  let reachedBytes = 0;
  for await (const progress of pull()) {
    reachedBytes = progress.receivedBytes;
    if (reachedBytes >= 40_000) break;
  }
  await eventually(() => expect(pair.fake.aborts.map(({ path }) => path)).toEqual(['/api/pull']));

  const seen = [];
  for await (const progress of pull()) seen.push(progress);
  const received = seen.map((progress) => progress.receivedBytes);
  expect(received.find((bytes) => bytes > 0)).toBeGreaterThanOrEqual(reachedBytes);
  expect(received).toEqual(received.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toEqual({ status: 'success', receivedBytes: 100_000, totalBytes: 100_000 });
  expect((await pair.server.list(never())).map(({ name }) => name)).toContain('new:1b');
});

test('a pull that is aborted gives the reason; one of an unknown name names it', async () => {
  await using pair = await openPair({ pullBytesPerSecond: 100_000, pullable: ['known'] });
  const reason = new Error('cancelled');
  const controller = new AbortController();
  const pulling = (async () => {
    for await (const progress of pair.server.pull?.('known', controller.signal) ?? []) {
      if (progress.receivedBytes > 0) controller.abort(reason);
    }
  })();
  await expect(pulling).rejects.toBe(reason);
  const unknown = (async () => {
    for await (const _ of pair.server.pull?.('unknown', never()) ?? []);
  })();
  await expect(unknown).rejects.toMatchObject({ code: 'model-missing' });
});

test.for(['big:cloud', 'gpt-oss:120b-cloud', 'Big:Cloud'])(
  '%s is not pulled unless allowed',
  async (name) => {
    const pullFrom = async (pair: Awaited<ReturnType<typeof openPair>>): Promise<void> => {
      for await (const _ of pair.server.pull?.(name, never()) ?? []);
    };
    await using pair = await openPair();
    await expect(pullFrom(pair)).rejects.toMatchObject({
      code: 'model-remote-refused',
      message: `${name} runs on other people's servers.`,
      remedy: 'Pick a local model, or allow remote models in the settings.',
    });
    expect(pair.fake.requests).toEqual([]);

    await using allowed = await openPair({}, { allowRemoteModels: true });
    await pullFrom(allowed);
    expect(allowed.fake.requests.map(({ path }) => path)).toEqual(['/api/pull']);
  },
);

test('a call while a pull runs is not held up by it', async () => {
  await using pair = await openPair({ pullBytesPerSecond: 50_000 });
  const stop = new AbortController();
  const pulling = (async () => {
    for await (const _ of pair.server.pull?.('new', stop.signal) ?? []);
  })();
  pulling.catch(() => undefined);
  const [answer, listed] = await Promise.all([pair.ask(), pair.server.list(never())]);
  expect(answer.text).toBe(ANSWER);
  expect(listed).toHaveLength(1);
  stop.abort(new Error('enough'));
  await expect(pulling).rejects.toThrow('enough');
});

test('nothing is open once the server is closed, also in the middle of an answer', async () => {
  await using fake = await startFakeOllama({ models: [{ name: 'toy' }], tokensPerSecond: 50 });
  const pair = await openPair({}, { baseUrl: fake.url });
  const asking = pair.ask();
  await eventually(() => expect(fake.activeCount).toBe(1));
  await pair[Symbol.asyncDispose]();
  expect((await asking).error).toBeDefined();
  await eventually(() => expect([fake.openSocketCount, fake.activeCount]).toEqual([0, 0]));
});
