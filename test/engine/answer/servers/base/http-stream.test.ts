import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ChatDelta } from '../../../../../engine/answer/servers/base/chat-model.ts';
import {
  openPool,
  readText,
  streamOnce,
  type StreamRequest,
} from '../../../../../engine/answer/servers/base/http-stream.ts';
import { createOllamaParser } from '../../../../../engine/answer/servers/ollama/ollama-parser.ts';
import { accessTo } from '../../../../../engine/base/server-access.ts';
import { ManualClock } from '../../../../fakes/manual-clock.ts';
import { settle } from '../../../../fakes/settle.ts';
import { OLLAMA_TRAITS } from '../../../../../engine/answer/servers/ollama/ollama-traits.ts';

/** A server whose every answer the test writes by hand, and one stream from it. */
async function stage(answer: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pool = openPool(url, 1);
  onTestFinished(async () => {
    await pool.destroy();
    server.closeAllConnections();
    server.close();
  });
  const clock = new ManualClock();
  const place = {
    traits: OLLAMA_TRAITS,
    address: url,
    model: 'toy',
    access: accessTo('model', url, undefined),
  } as const;
  const ask = (given: Partial<StreamRequest> = {}, signal = new AbortController().signal) =>
    streamOnce(
      pool,
      {
        path: '/api/chat',
        body: '{}',
        place,
        isWarm: true,
        isLoaded: () => Promise.resolve(true),
        createParser: () => createOllamaParser(place),
        ...given,
      },
      clock,
      signal,
    );
  return { pool, clock, ask };
}

const line = (content: string): string =>
  `${JSON.stringify({ message: { role: 'assistant', content }, done: false })}\n`;
const DONE = `${JSON.stringify({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' })}\n`;

test('blanks before the first word come with it', async () => {
  const thinking = `${JSON.stringify({ message: { role: 'assistant', content: '', thinking: 'hm' } })}\n`;
  const { ask } = await stage((response) => {
    response.end(line(' \n') + thinking + line('One') + DONE);
  });
  const deltas = await Array.fromAsync(ask());
  expect(deltas.map((delta) => (delta.type === 'content' ? delta.text : delta.type))).toEqual([
    'thinking',
    ' \nOne',
    'done',
  ]);
});

test('an answer that ended well keeps its connection, so that the next can use it', async () => {
  const opened = Promise.withResolvers<ServerResponse>();
  const { ask } = await stage((response) => {
    response.write(line('One') + DONE);
    opened.resolve(response);
  });
  await Array.fromAsync(ask());
  await settle();
  const response = await opened.promise;
  expect(response.destroyed).toBe(false);
  response.end();
});

test('leaving in the middle closes the connection, so that the server stops', async () => {
  const gone = Promise.withResolvers<boolean>();
  const { ask } = await stage((response) => {
    response.on('close', () => gone.resolve(response.writableEnded));
    response.write(line('One'));
  });
  for await (const delta of ask()) {
    expect(delta).toEqual({ type: 'content', text: 'One' });
    break;
  }
  expect(await gone.promise).toBe(false);
});

test('a body that ends without saying so was broken off, after what came of it', async () => {
  const { ask } = await stage((response) => {
    response.end(line('One'));
  });
  const deltas: ChatDelta[] = [];
  const reading = (async () => {
    for await (const delta of ask()) deltas.push(delta);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'model-server-failed' });
  expect(deltas).toEqual([{ type: 'content', text: 'One' }]);
});

test.each([
  ['a page', { 'content-type': 'text/html; charset=utf-8' }],
  ['a page whose type is written large', { 'content-type': 'Text/HTML' }],
  ['a page in XML', { 'content-type': 'application/xhtml+xml' }],
  ['a compressed body', { 'content-encoding': 'gzip' }],
])('%s is not an answer', async (_title, headers) => {
  const { ask } = await stage((response) => {
    response.writeHead(200, headers);
    response.end(line('One') + DONE);
  });
  await expect(Array.fromAsync(ask())).rejects.toMatchObject({ code: 'model-bad-content' });
});

test.each(['identity', 'Identity ', ''])('an encoding %j compresses nothing', async (encoding) => {
  const { ask } = await stage((response) => {
    response.writeHead(200, { 'content-encoding': encoding });
    response.end(line('One') + DONE);
  });
  expect((await Array.fromAsync(ask())).at(-1)).toMatchObject({ type: 'done' });
});

test('a refusal keeps when to come back', async () => {
  const { ask } = await stage((response) => {
    response.writeHead(503, { 'retry-after': '7' });
    response.end('{"error":"busy"}');
  });
  await expect(Array.fromAsync(ask())).rejects.toMatchObject({ cause: { status: 503, retryAfterMs: 7_000 } });
});

test('an answer without end is cut at what no answer needs', async () => {
  const { ask } = await stage((response) => {
    const write = (): void => {
      while (!response.destroyed && response.write(line('word '.repeat(4_000))));
    };
    response.on('drain', write);
    write();
  });
  const deltas = await Array.fromAsync(ask());
  expect(deltas.at(-1)).toEqual({ type: 'done', reason: 'length', usage: {} });
});

test('a cold model is shown loading each second until its first token', async () => {
  const opened = Promise.withResolvers<ServerResponse>();
  const { ask, clock } = await stage((response) => opened.resolve(response));
  const stream = ask({ isWarm: false });
  const first = stream.next();
  const response = await opened.promise;
  await clock.advance(1_000);
  expect(await first).toEqual({ done: false, value: { type: 'loading', elapsedMs: 1_000 } });
  response.end(line('One') + DONE);
  expect((await stream.next()).value).toEqual({ type: 'content', text: 'One' });
  await stream.return();
});

test('a warm model that is silent for too long has failed, with the server asked whether it is loaded', async () => {
  const opened = Promise.withResolvers<ServerResponse>();
  const { ask, clock } = await stage((response) => opened.resolve(response));
  let askedCount = 0;
  const isLoaded = (): Promise<boolean> => {
    askedCount += 1;
    return Promise.resolve(true);
  };
  const first = ask({ isLoaded, warmFirstTokenMs: 3_000 }).next();
  const failed = expect(first).rejects.toMatchObject({ code: 'model-timeout' });
  await opened.promise;
  await clock.advance(3_000);
  await failed;
  expect(askedCount).toBeGreaterThan(0);
});

test('an abort ends the stream with its reason', async () => {
  const leaving = new AbortController();
  const { ask } = await stage(() => leaving.abort(new Error('a newer question')));
  await expect(Array.fromAsync(ask({}, leaving.signal))).rejects.toThrow('a newer question');
});

test('of a body that is too long only what fits is read', async () => {
  const { pool } = await stage((response) => response.end('é'.repeat(200_000)));
  const response = await pool.request({ path: '/', method: 'GET' });
  const text = await readText(response, 1_000);
  expect(text.length).toBeGreaterThanOrEqual(1_000);
  expect(text.length).toBeLessThan(200_000);
});
