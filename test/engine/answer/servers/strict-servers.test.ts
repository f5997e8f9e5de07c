import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openOpenAiServer } from '../../../../engine/answer/servers/openai/openai-server.ts';
import { systemClock } from '../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import { startFakeOpenAi, type FakeOpenAiOptions } from '../../../fakes/openai-server.ts';
import { PROJECT_ROOT } from '../../../workshop/source-files.ts';
import { ANSWER, openPair, outcomeOf, requestFor } from './ask-model.ts';

/** Servers that refuse a field, think first, or answer in another shape: each is usable, or reported as what it is. */

const never = (): AbortSignal => new AbortController().signal;
const fixture = (name: string): string =>
  readFileSync(path.join(PROJECT_ROOT, 'test', 'fixtures', 'model-servers', name), 'utf8');
type Body = Readonly<Record<string, unknown>>;

async function openServer(options: FakeOpenAiOptions = {}, token?: string) {
  const fake = await startFakeOpenAi({ answers: new Map([['what is it?', ANSWER]]), ...options });
  const server = openOpenAiServer({
    baseUrls: [fake.url],
    permitCount: 1,
    allowRemoteModels: false,
    clock: systemClock,
    log: silentLogger,
    ...(token === undefined ? {} : { accessToken: { token, origins: [new URL(fake.url).origin] } }),
  });
  const model = await server.open('simulated');
  return {
    fake,
    server,
    bodies: () =>
      fake.requests.filter(({ path: at }) => at.endsWith('/chat/completions')).map(({ body }) => body),
    ask: (more: object = {}) => outcomeOf(model.chat({ ...requestFor('What is it?'), ...more }, never())),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await fake.stop();
    },
  };
}

const refusal = (status: number, reply: unknown) => ({
  status,
  body: typeof reply === 'string' ? reply : JSON.stringify(reply),
});

/** The field that is refused, how, and by what it is replaced. */
const REFUSALS: readonly {
  title: string;
  field: string;
  reply: ReturnType<typeof refusal>;
  instead?: string;
}[] = [
  {
    title: 'B08a a validator that forbids stream_options',
    field: 'stream_options',
    reply: refusal(422, {
      detail: [
        { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' },
      ],
    }),
  },
  {
    title: 'B08b max_tokens by another name',
    field: 'max_tokens',
    reply: refusal(400, {
      error: {
        message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.",
        param: 'max_tokens',
        code: 'unsupported_parameter',
      },
    }),
    instead: 'max_completion_tokens',
  },
  {
    title: 'B08 a temperature that is not the default',
    field: 'temperature',
    reply: refusal(400, {
      error: { message: "Unsupported value: 'temperature' does not support 0.2 with this model." },
    }),
  },
  { title: 'B08 plain words', field: 'temperature', reply: refusal(400, 'unknown field "temperature"') },
  {
    title: 'B08 another spelling',
    field: 'stream_options',
    reply: refusal(400, { message: 'Unknown name "streamOptions": Cannot find field.' }),
  },
  {
    title: 'B08 a field inside the field',
    field: 'stream_options',
    reply: refusal(422, { detail: 'include_usage is not allowed' }),
  },
];

test.for(REFUSALS)('$title: asked once more, and remembered', async ({ field, reply, instead }) => {
  await using rig = await openServer({ refuse: (body) => (field in body ? reply : undefined) });
  expect((await rig.ask()).text).toBe(ANSWER);
  expect(rig.bodies().map((body) => field in body)).toEqual([true, false]);
  if (instead !== undefined) expect(rig.bodies()[1]?.[instead]).toBe(220);
  expect((await rig.ask()).text).toBe(ANSWER);
  expect(rig.bodies()).toHaveLength(3);
});

test('B08 a server that refuses one field after another is asked once for each', async () => {
  const fields = ['stream_options', 'max_tokens', 'max_completion_tokens', 'temperature'];
  await using rig = await openServer({
    refuse: (body) => {
      const field = fields.find((name) => name in body);
      return field === undefined
        ? undefined
        : refusal(400, { error: { message: `${field} is not supported` } });
    },
  });
  expect((await rig.ask()).text).toBe(ANSWER);
  expect(rig.bodies()).toHaveLength(5);
  // Without a limit a prefill ends at its first token.
  expect((await rig.ask({ purpose: 'prefill' })).done?.reason).toBe('length');
});

test.for([
  'System role not supported',
  'Conversation roles must alternate user/assistant/user/assistant/...',
  "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
  'Only user and assistant roles are supported!',
])('B08 a refused system message goes into the question: %s', async (message) => {
  const hasSystem = (body: Body) =>
    (body['messages'] as { role: string }[]).some(({ role }) => role === 'system');
  await using rig = await openServer({
    refuse: (body) => (hasSystem(body) ? refusal(400, { error: { message } }) : undefined),
  });
  expect((await rig.ask()).text).toBe(ANSWER);
  expect(rig.bodies().at(-1)?.['messages']).toEqual([
    { role: 'user', content: 'Answer in bullets.\n\nWhat is it?' },
  ]);
});

const SECRET = 'very-secret-0815';

test.for([
  {
    title: 'B09a the context is too small',
    reply: refusal(400, {
      error: {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
      },
    }),
    code: 'model-prompt-too-long',
    words: /the request exceeds the available context size/,
  },
  {
    title: 'B09 a model for embeddings',
    reply: refusal(400, { error: 'The model does not support Chat Completions API' }),
    code: 'model-unsuitable',
    words: /^simulated cannot answer questions: “The model does not/,
  },
  {
    title: 'B09 a bad name',
    reply: refusal(400, { error: { message: 'Invalid model name passed in model=simulated' } }),
    code: 'model-missing',
    words: /no model named simulated/,
  },
  {
    title: 'B09 words with escapes and the token in them, cut at 120 characters',
    reply: refusal(418, { error: { message: `\u001b[31mno\u0007 ${SECRET} ${'x'.repeat(200)}` } }),
    code: 'model-request-refused',
    words: /^The model server refused the request \(418\): “no \[secret\] x{108}…”$/,
  },
])('$title: reported, and not asked again', async ({ reply, code, words }) => {
  await using rig = await openServer({ refuse: () => reply }, SECRET);
  const { error } = await rig.ask();
  expect(error?.code).toBe(code);
  expect(error?.message).toMatch(words);
  expect(rig.bodies()).toHaveLength(1);
});

const event = (choice: object): string => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
const STOP = event({ delta: {}, finish_reason: 'stop' });

test.for([
  {
    title: 'B07 words as they are',
    body: fixture('B07-harmony-bare.sse'),
    text: /^analysis.*ordered$/s,
    ends: 'stop',
  },
  {
    title: 'B09 an error object',
    body: fixture('B09-error-object.sse'),
    text: /^$/,
    ends: 'model-prompt-too-long',
  },
  {
    title: 'B10 an empty finish reason',
    body: fixture('B10-empty-finish-reason-cut.sse'),
    text: /and then$/,
    ends: 'model-server-failed',
  },
  {
    title: 'B10 an unknown finish reason',
    body: `${event({ delta: { content: '- a' }, finish_reason: 'abort' })}data: [DONE]\n\n`,
    text: /^- a$/,
    ends: 'model-server-failed',
  },
  {
    title: 'B10 no finish reason but an end mark',
    body: `${event({ delta: { content: '- a' } })}data: [DONE]\n\n`,
    text: /^- a$/,
    ends: 'length',
  },
  {
    title: 'B11 plain JSON',
    body: fixture('B11-plain-json.json'),
    text: /^- One thing is here$/,
    ends: 'stop',
  },
  {
    title: 'B11 lines of JSON',
    body: '{"choices":[{"delta":{"content":"- a"}}]}\n{"choices":[{"delta":{},"finish_reason":"stop"}]}\n',
    text: /^- a$/,
    ends: 'stop',
  },
  {
    title: 'B11 content in parts',
    body:
      event({
        delta: { content: [{ type: 'text', text: '- a' }, { type: 'thinking', thinking: [] }, ' b'] },
      }) + STOP,
    text: /^- a b$/,
    ends: 'stop',
  },
  {
    title: 'B11 null choices',
    body: `data: {"choices":null,"error":null}\n\n${event({ delta: null })}${event({ delta: { content: 'a' } })}${STOP}`,
    text: /^a$/,
    ends: 'stop',
  },
  {
    title: 'B11 no space, CRLF and a mark with blanks',
    body: 'data:{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}\r\n\r\ndata:  [DONE]  \r\n\r\n',
    text: /^a$/,
    ends: 'stop',
  },
])('$title', async ({ body, text, ends }) => {
  await using rig = await openServer();
  rig.fake.fault = { kind: 'reply', status: 200, headers: { 'content-type': 'text/event-stream' }, body };
  const outcome = await rig.ask();
  expect(outcome.text).toMatch(text);
  expect(outcome.error?.code ?? outcome.done?.reason).toBe(ends);
});

test('B05 thinking that eats the answer is turned off, and given room', async () => {
  await using rig = await openServer({
    refuse: (body) =>
      'chat_template_kwargs' in body
        ? undefined
        : { status: 200, body: fixture('B05-reasoning-eats-budget.sse') },
  });
  expect(await rig.ask()).toMatchObject({ text: ANSWER, types: ['thinking', 'content', 'done'] });
  expect(rig.bodies().map((body) => body['max_tokens'])).toEqual([220, 1_244]);
  expect(rig.bodies()[1]).toMatchObject({
    chat_template_kwargs: { enable_thinking: false },
    reasoning_effort: 'none',
  });
});

test('B05 a model that only thinks is reported as such', async () => {
  await using rig = await openServer();
  rig.fake.fault = { kind: 'reply', status: 200, body: fixture('B05-reasoning-eats-budget.sse') };
  expect((await rig.ask()).error).toMatchObject({
    code: 'model-empty-answer',
    message: 'simulated spent its whole output on thinking and wrote no answer.',
  });
});

test('B05 room that a small context does not have is given up', async () => {
  await using rig = await openServer({
    refuse: (body) =>
      Number(body['max_tokens']) > 1_000
        ? refusal(400, { error: "This model's maximum context length is 2048 tokens" })
        : undefined,
  });
  expect((await rig.ask({ allowsThinking: true })).text).toBe(ANSWER);
  expect(rig.bodies().map((body) => body['max_tokens'])).toEqual([1_244, 220]);
});

test('B05 Ollama: a model that turns out not to know thinking is asked without the field from then on', async () => {
  await using pair = await openPair({ models: [{ name: 'toy', capabilities: ['completion', 'thinking'] }] });
  const error = '{"error":"\\"toy\\" does not support thinking"}';
  pair.fake.addFault({ kind: 'reply', status: 400, body: error }, { times: 1 });
  expect((await pair.ask()).text).toBe(ANSWER);
  expect((await pair.ask()).text).toBe(ANSWER);
  const chats = pair.fake.requests.filter(({ path: at }) => at === '/api/chat');
  expect(chats.map(({ body }) => 'think' in body)).toEqual([true, false, false]);
});

test.for(['keep_alive', 'num_ctx', 'stop'])('B08 Ollama: %s may be refused', async (field) => {
  await using pair = await openPair();
  pair.fake.addFault(
    { kind: 'reply', status: 400, body: `{"error":"invalid option: '${field}'"}` },
    { times: 1 },
  );
  expect((await pair.ask()).text).toBe(ANSWER);
  const last = pair.fake.requests.at(-1)?.body ?? {};
  expect({ ...last, ...(last['options'] as object) }).not.toHaveProperty(field);
});

test.for([
  { title: 'a bare array', status: 200, body: '[{"id":"m"}]', names: ['m'] },
  {
    title: 'strings and names',
    status: 200,
    body: '{"models":["a",{"name":"b"},{"model":"c"},{"x":1},null,"a"]}',
    names: ['a', 'b', 'c'],
  },
  { title: 'null', status: 200, body: '{"object":"list","data":null}', names: [] },
  { title: 'null for all', status: 200, body: 'null', names: [] },
  { title: 'no such path', status: 404, body: '{"detail":"Not Found"}', names: [] },
  {
    title: '300 KiB',
    status: 200,
    body: JSON.stringify({ data: [{ id: 'm', notes: 'x'.repeat(300 * 1_024) }] }),
    names: ['m'],
  },
])('B12 a list of models: $title', async ({ status, body, names }) => {
  await using rig = await openServer();
  rig.fake.fault = { kind: 'reply', status, body };
  expect((await rig.server.list(never())).map(({ name }) => name)).toEqual(names);
});
