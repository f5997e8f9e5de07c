import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openOllamaServer } from '../../engine/answer/servers/ollama/ollama-server.ts';
import { openOpenAiServer } from '../../engine/answer/servers/openai/openai-server.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { asEngineError, type EngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { AccessToken } from '../../engine/protocol/access-tokens.ts';
import { openOpenaiTranscriber } from '../../engine/transcription/recognizers/openai/openai-transcriber.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startFakeOpenAi } from '../fakes/openai-server.ts';
import { segmentOf } from '../fakes/spoken-samples.ts';
import { startTranscriptionServer } from '../fakes/transcription-server.ts';

/** What every client of a server that asks for an access token must do. */

const TOKEN = 'canary-0123456789';
const NEVER = new AbortController().signal;
const OPTIONS = { permitCount: 1, allowRemoteModels: false, clock: systemClock, log: silentLogger };
const CHAT = { messages: [{ role: 'user', content: 'What is TCP?' }], purpose: 'foreground' } as const;
const SPEECH = segmentOf(Int16Array.from({ length: 16_000 }, (_, index) => (index % 100) * 90));

interface ProtectedServer extends AsyncDisposable {
  readonly url: string;
  /** Of every request so far. */
  authorizations(): readonly (string | undefined)[];
}

interface Client {
  readonly name: string;
  readonly code: string;
  /** A server that refuses callers without TOKEN. */
  start(): Promise<ProtectedServer>;
  /** Makes every kind of request; ends with the first refusal. */
  use(url: string, accessToken: AccessToken | undefined): Promise<void>;
}

const CLIENTS: readonly Client[] = [
  {
    name: 'Ollama',
    code: 'model-unauthorized',
    start: async () => {
      const fake = await startFakeOllama({ models: [{ name: 'toy' }], token: TOKEN });
      return {
        url: fake.url,
        authorizations: () => fake.requests.map(({ headers }) => headers['authorization'] as string),
        [Symbol.asyncDispose]: () => fake.stop(),
      };
    },
    use: async (baseUrl, accessToken) => {
      await using server = openOllamaServer({ baseUrl, accessToken, contextTokenCount: 4_096, ...OPTIONS });
      await server.check(NEVER);
      await server.list(NEVER);
      const model = await server.open('toy');
      await model.preload(NEVER);
      for await (const _ of model.chat(CHAT, NEVER));
      for await (const _ of server.pull?.('other', NEVER) ?? []);
    },
  },
  {
    name: 'an OpenAI-style chat server',
    code: 'model-unauthorized',
    start: async () => {
      const fake = await startFakeOpenAi({ models: ['toy'], token: TOKEN });
      return {
        url: fake.url,
        authorizations: () => fake.requests.map(({ authorization }) => authorization),
        [Symbol.asyncDispose]: () => fake.stop(),
      };
    },
    use: async (url, accessToken) => {
      await using server = openOpenAiServer({ baseUrls: [url], accessToken, ...OPTIONS });
      await server.check(NEVER);
      const model = await server.open('toy');
      for await (const _ of model.chat(CHAT, NEVER));
    },
  },
  {
    name: 'a speech server',
    code: 'transcriber-unauthorized',
    start: async () => {
      const fake = await startTranscriptionServer(() => Promise.resolve('Hello.'), TOKEN);
      return {
        url: `${fake.origin}/v1`,
        authorizations: () => [
          ...fake.listingAuthorizations,
          ...fake.requests.map(({ authorization }) => authorization || undefined),
        ],
        [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
      };
    },
    use: async (baseUrl, accessToken) => {
      await using transcriber = await openOpenaiTranscriber({
        baseUrl,
        accessToken,
        model: 'whisper-1',
        ...OPTIONS,
      });
      await transcriber.transcribe(SPEECH, { pass: 'final', language: 'auto', vocabulary: '' }, NEVER);
    },
  },
];

describe.each(CLIENTS)('a client of $name', ({ code, start, use }) => {
  const refusal = async (url: string, accessToken?: AccessToken): Promise<EngineError> =>
    use(url, accessToken).then(
      () => expect.fail('It was let in.'),
      (error: unknown) => asEngineError(error),
    );

  test('sends the token with every request to the origin that it was entered for', async () => {
    await using server = await start();
    await use(server.url, { token: TOKEN, origins: ['https://a.example', originOf(server.url)] });
    expect(new Set(server.authorizations())).toEqual(new Set([`Bearer ${TOKEN}`]));
  });

  test('sends it to no other origin, and says that it was entered for another', async () => {
    await using server = await start();
    const { port } = new URL(server.url);
    // Another port, another scheme, another name of the same machine: all are other origins.
    const origins = ['http://127.0.0.1:1', `https://127.0.0.1:${port}`, `http://localhost:${port}`];
    const error = await refusal(server.url, { token: TOKEN, origins });
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining(`127.0.0.1:${port} wants an access token, and yours was entered for`),
      remedy: expect.stringContaining('Enter the token for this address in Settings'),
    });
    expect(new Set(server.authorizations())).toEqual(new Set([undefined]));
  });

  test('says that a token is missing, and that one is wrong, but not which', async () => {
    await using server = await start();
    const origins = [originOf(server.url)];
    const missing = await refusal(server.url);
    const wrong = await refusal(server.url, { token: 'wrong-canary', origins });
    expect([missing, wrong].map((error) => error.code)).toEqual([code, code]);
    expect([missing.message, wrong.message]).toEqual([
      expect.stringContaining('wants an access token.'),
      expect.stringContaining('refused the access token.'),
    ]);
    expect(JSON.stringify([wrong.message, wrong.remedy, wrong.cause, wrong.stack])).not.toContain('canary');
  });

  test.each([301, 302, 303, 307, 308])('follows no redirect (%i) with it', async (statusCode) => {
    await using elsewhere = await startRecorder(200);
    await using server = await startRecorder(statusCode, elsewhere.url);
    await refusal(server.url, { token: TOKEN, origins: [originOf(server.url)] });
    expect(server.received.map(({ authorization }) => authorization)).toContain(`Bearer ${TOKEN}`);
    expect(elsewhere.received).toEqual([]);
  });
});

test('of several servers only those of its origins get the token', async () => {
  await using first = await startFakeOpenAi({ models: ['toy'], token: TOKEN });
  await using second = await startFakeOpenAi({ models: ['toy'] });
  const accessToken = { token: TOKEN, origins: [originOf(first.url)] };
  await using server = openOpenAiServer({ baseUrls: [first.url, second.url], accessToken, ...OPTIONS });
  const ask = async (): Promise<void> => {
    for await (const _ of (await server.open('toy')).chat(CHAT, NEVER));
  };
  await ask();
  await first.stop();
  await ask();
  expect(first.requests.map(({ authorization }) => authorization)).toEqual([`Bearer ${TOKEN}`]);
  expect(second.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
});

test('a user name and password in the address are used where the token is not', async () => {
  await using recorder = await startRecorder(500);
  const url = new URL(recorder.url);
  url.username = 'ann';
  url.password = 'p%C3%A4ss';
  const accessToken = { token: TOKEN, origins: ['http://127.0.0.1:1'] };
  await using server = openOpenAiServer({ baseUrls: [url.href], accessToken, ...OPTIONS });
  await server.check(NEVER).catch(() => undefined);
  const basic = `Basic ${Buffer.from('ann:päss').toString('base64')}`;
  expect(recorder.received.map(({ authorization }) => authorization)).toEqual([basic]);
});

/** Answers everything with one status and notes what it got. */
async function startRecorder(statusCode: number, location = '') {
  const received: IncomingHttpHeaders[] = [];
  const http = createServer((request, response) => {
    received.push(request.headers);
    request.resume();
    response.writeHead(statusCode, location === '' ? {} : { location: location + request.url }).end();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received,
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function originOf(url: string): string {
  return new URL(url).origin;
}
