import { expect, test } from 'vitest';
import {
  openOpenAiServer,
  type OpenAiServerOptions,
} from '../../../../../engine/answer/servers/openai/openai-server.ts';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import type { ErrorCode } from '../../../../../engine/protocol/error-codes.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';
import { startFakeOpenAi, type OpenAiFault } from '../../../../fakes/openai-server.ts';
import { ANSWER, outcomeOf, requestFor } from '../ask-model.ts';
import { eventually } from '../../../../fakes/eventually.ts';
import { settle } from '../../../../fakes/settle.ts';

const never = (): AbortSignal => new AbortController().signal;
const answers = new Map([['what is it?', ANSWER]]);

function open(baseUrls: readonly string[], options: Partial<OpenAiServerOptions> = {}) {
  return openOpenAiServer({
    baseUrls,
    permitCount: 1,
    allowRemoteModels: false,
    clock: systemClock,
    log: silentLogger,
    ...options,
  });
}

async function ask(server: ReturnType<typeof open>, name = 'simulated') {
  return outcomeOf((await server.open(name)).chat(requestFor('What is it?'), never()));
}

interface FaultCase {
  readonly title: string;
  readonly fault: OpenAiFault;
  readonly text: string;
  readonly code?: ErrorCode;
}

const CASES: readonly FaultCase[] = [
  {
    title: 'comments and blank lines are passed over',
    fault: { kind: 'insert', text: ': ping\n\n\n\n' },
    text: ANSWER,
  },
  {
    title: 'three bad events are passed over',
    fault: { kind: 'insert', text: 'data: {\n\n'.repeat(3) },
    text: ANSWER,
  },
  {
    title: 'a fourth bad event ends the stream',
    fault: { kind: 'insert', text: 'data: {\n\n'.repeat(4) },
    text: '',
    code: 'model-bad-content',
  },
  { title: 'CRLF does not matter', fault: { kind: 'insert', text: ': x\r\n\r\n' }, text: ANSWER },
  { title: 'a finish reason without [DONE] is complete', fault: { kind: 'no-done-mark' }, text: ANSWER },
  {
    title: 'an end without a finish reason is not',
    fault: { kind: 'end-early', afterTokenCount: 3 },
    text: '- one two',
    code: 'model-server-failed',
  },
  {
    title: 'an error event keeps what came before',
    fault: { kind: 'error-event', afterTokenCount: 2, text: 'CUDA out of memory' },
    text: '- one',
    code: 'model-out-of-memory',
  },
  {
    title: 'a page of HTML is bad content',
    fault: { kind: 'reply', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
    text: '',
    code: 'model-bad-content',
  },
  {
    title: 'a redirect is refused',
    fault: { kind: 'reply', status: 302, headers: { location: 'http://127.0.0.1:1' }, body: '' },
    text: '',
    code: 'model-bad-content',
  },
  {
    title: 'a full server is busy',
    fault: {
      kind: 'reply',
      status: 429,
      headers: { 'retry-after': '0' },
      body: '{"error":{"message":"rate limit"}}',
    },
    text: '',
    code: 'model-server-busy',
  },
];

test.for(CASES)('$title', async ({ fault, text, code }) => {
  await using fake = await startFakeOpenAi({ answers });
  await using server = open([fake.url]);
  fake.fault = fault;
  const outcome = await ask(server);
  expect(outcome.error?.code).toBe(code);
  expect(outcome.text).toBe(text);
  expect(outcome.done === undefined).toBe(code !== undefined);
});

test('the next address is used when one fails, and reported', async () => {
  const gone = await startFakeOpenAi();
  await gone.stop();
  await using second = await startFakeOpenAi({ answers });
  const reported: string[] = [];
  await using server = open([gone.url, second.url], { onAddressChange: (address) => reported.push(address) });
  expect((await ask(server)).text).toBe(ANSWER);
  expect(reported).toEqual([second.url]);
  expect(server.address).toBe(second.url);
  // It stays there: the next question meets no dead server first.
  expect((await ask(server)).text).toBe(ANSWER);
  expect(reported).toEqual([second.url]);
});

test('a server that fails in the middle of an answer does not hand it over', async () => {
  await using first = await startFakeOpenAi({ answers });
  await using second = await startFakeOpenAi({ answers });
  await using server = open([first.url, second.url]);
  first.fault = { kind: 'end-early', afterTokenCount: 2 };
  const outcome = await ask(server);
  expect(outcome.text).toBe('- one');
  expect(outcome.error?.code).toBe('model-server-failed');
  expect(second.requests).toEqual([]);
});

test.for([401, 403])('after a %i the next address is used', async (status) => {
  await using first = await startFakeOpenAi();
  await using second = await startFakeOpenAi({ answers });
  await using server = open([first.url, second.url], {
    accessToken: { token: 'wrong', origins: [new URL(first.url).origin] },
  });
  first.fault = { kind: 'reply', status, body: '{"error":{"message":"no"}}' };
  expect((await ask(server)).text).toBe(ANSWER);
  expect(server.address).toBe(second.url);
  // The token was entered for the first alone.
  expect(second.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  await second.stop();
  expect((await ask(server)).error?.code).toBe('model-unauthorized');
});

test('a server that hangs gets 8 s before the next is tried, the last one 30 s', async () => {
  await using first = await startFakeOpenAi();
  await using second = await startFakeOpenAi();
  first.fault = second.fault = { kind: 'hang' };
  const clock = new ManualClock();
  await using server = open([first.url, second.url], { clock });
  let isOver = false;
  const asking = ask(server).finally(() => (isOver = true));
  await eventually(() => expect(first.requests).toHaveLength(1));
  await clock.advance(7_999);
  // Real bytes get their chance to be too early.
  await settle();
  expect(second.requests).toHaveLength(0);
  await clock.advance(1);
  await eventually(() => expect(second.requests).toHaveLength(1));
  await clock.advance(29_999);
  await settle();
  expect(isOver).toBe(false);
  await clock.advance(1);
  expect((await asking).error?.code).toBe('model-timeout');
});

test('a slow server keeps its 30 s while the only other one is known to be down', async () => {
  await using first = await startFakeOpenAi({ answers });
  const second = await startFakeOpenAi();
  await second.stop();
  const clock = new ManualClock();
  await using server = open([second.url, first.url], { clock });
  // The tries of the absent server, with pauses between them, open its breaker.
  const asking = ask(server);
  await eventually(async () => {
    await clock.advance(50);
    expect(first.requests).toHaveLength(1);
  });
  expect((await asking).text).toBe(ANSWER);
  first.fault = { kind: 'hang' };
  const leaving = new AbortController();
  const model = await server.open('simulated');
  const slow = outcomeOf(model.chat(requestFor('What is it?'), leaving.signal));
  await eventually(() => expect(first.requests).toHaveLength(2));
  await clock.advance(29_999);
  await settle();
  // One that served before may still be open beside that of the request.
  const openCount = first.openSocketCount;
  expect(openCount).toBeGreaterThan(0);
  await clock.advance(1);
  await eventually(() => expect(first.openSocketCount).toBe(openCount - 1));
  leaving.abort(new Error('enough'));
  await slow;
});

test('when one refuses and the rest are away, the refusal is reported', async () => {
  await using first = await startFakeOpenAi({ token: 'right' });
  const second = await startFakeOpenAi();
  await second.stop();
  await using server = open([first.url, second.url]);
  await expect(server.list(never())).rejects.toMatchObject({ code: 'model-unauthorized' });
});

test('a server without the model is passed over, and reported when no other is left', async () => {
  await using first = await startFakeOpenAi({ models: ['c'] });
  await using second = await startFakeOpenAi({ answers });
  await using server = open([first.url, second.url]);
  expect((await ask(server)).text).toBe(ANSWER);
  expect(server.address).toBe(second.url);
  await second.stop();
  const missing = {
    code: 'model-missing',
    message: `The model server at ${first.url} has no model named simulated.`,
    remedy: 'Load it there, or pick another.',
  };
  expect((await ask(server)).error).toMatchObject(missing);
  await expect(server.check(never())).rejects.toMatchObject(missing);
});

test('what is to be done about a server that is away does not speak of Ollama', async () => {
  const gone = await startFakeOpenAi();
  await gone.stop();
  await using server = open([gone.url]);
  await expect(server.check(never())).rejects.toMatchObject({
    message: `No model server answers at ${gone.url}.`,
    remedy: 'Start the server, or check its address.',
  });
});

test('when all fail, the last failure is reported', async () => {
  const [first, second] = [await startFakeOpenAi(), await startFakeOpenAi()];
  await Promise.all([first.stop(), second.stop()]);
  await using server = open([first.url, second.url]);
  expect((await ask(server)).error?.code).toBe('model-server-unreachable');
  await expect(server.check(never())).rejects.toMatchObject({ code: 'model-server-unreachable' });
});

test('a server outside the own network is refused without a request, unless allowed', async () => {
  await using server = open(['https://api.example.com/v1']);
  const model = await server.open('big');
  expect(model.location).toBe('remote');
  expect((await outcomeOf(model.chat(requestFor('What is it?'), never()))).error?.code).toBe(
    'model-remote-refused',
  );
  await expect(model.preload(never())).rejects.toMatchObject({ code: 'model-remote-refused' });
});

test('lists models with or without /v1 in the address, and tells a stranger', async () => {
  await using fake = await startFakeOpenAi({ models: ['a', 'b'] });
  for (const url of [fake.url, fake.url.replace('/v1', ''), `${fake.url}/`]) {
    await using server = open([url]);
    expect((await server.list(never())).map(({ name }) => name)).toEqual(['a', 'b']);
  }
  fake.fault = { kind: 'reply', status: 200, body: '<html>' };
  await using server = open([fake.url]);
  await expect(server.check(never())).rejects.toMatchObject({ code: 'model-bad-content' });
});

test('asks for usage and few tokens, and one token for a prefill', async () => {
  await using fake = await startFakeOpenAi({ answers });
  await using server = open([fake.url]);
  const model = await server.open('simulated');
  for (const purpose of ['foreground', 'prefill'] as const) {
    await outcomeOf(model.chat(requestFor('What is it?', purpose), never()));
  }
  expect(fake.requests.map(({ body }) => body['max_tokens'])).toEqual([220, 1]);
  expect(fake.requests[0]?.body['stream_options']).toEqual({ include_usage: true });
});

test('50 aborted streams leave no socket behind', async () => {
  await using fake = await startFakeOpenAi({ answers, tokensPerSecond: 500 });
  await using server = open([fake.url]);
  const model = await server.open('simulated');
  for (let round = 0; round < 50; round += 1) {
    for await (const _ of model.chat(requestFor('What is it?'), never())) break;
  }
  await eventually(() => expect(fake.activeCount).toBe(0));
  expect(fake.openSocketCount).toBeLessThanOrEqual(2);
});
