import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { startFakeOllama } from './ollama-server.ts';
import { startFakeOpenAi } from './openai-server.ts';

/** The fakes reply as a real Ollama did to the same requests: status, content type, framing, fields and types. */

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
  readonly contentType: string;
  readonly isChunked: boolean;
  readonly text: string;
  /** The client left before the reply was complete. */
  readonly isCut?: boolean;
}

const exchanges = readFileSync(new URL('../fixtures/ollama-exchanges.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line, index) => ({ index, ...(JSON.parse(line) as Exchange) }));

/** What a test can name: the types of all values, and the words of errors and endings. */
function shapeOf(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (value !== null && typeof value === 'object') {
    // Each architecture has figures of its own.
    if (key === 'model_info') return 'object';
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner, name)]));
  }
  return ['status', 'done', 'done_reason', 'object', 'role'].includes(key) ? value : typeof value;
}

/** The shape of each line; lines of one shape in a row count as one, since answers differ in length. */
function shapesOf(text: string): readonly unknown[] {
  const shapes = text
    .split('\n')
    .map((line) => line.replace(/^data: /, ''))
    .filter((line) => line.startsWith('{'))
    .map((line) => shapeOf(JSON.parse(line)));
  return shapes.filter((shape, index) => index === 0 || !isDeepStrictEqual(shape, shapes[index - 1]));
}

function expectSameShapes(text: string, exchange: Exchange): void {
  const recorded = shapesOf(exchange.text);
  expect(recorded.length).toBeGreaterThan(0);
  const shapes = shapesOf(text);
  expect(exchange.isCut === true ? shapes.slice(0, recorded.length) : shapes).toEqual(recorded);
}

const ollamaExchanges = exchanges.filter((exchange) => exchange.path.startsWith('/api/'));
const openAiExchanges = exchanges.filter((exchange) => exchange.path.startsWith('/v1/'));

async function replay(url: string, exchange: Exchange) {
  const response = await fetch(`${url}${exchange.path}`, {
    method: exchange.method,
    ...(exchange.method === 'GET' ? {} : { body: exchange.body }),
  });
  return { response, text: await response.text() };
}

test('there are exchanges of both kinds to compare with', () => {
  expect(ollamaExchanges.length).toBe(19);
  expect(openAiExchanges.length).toBe(2);
});

test.for(ollamaExchanges)('$index $method $path $status', async (exchange) => {
  await using fake = await startFakeOllama({
    models: [{ name: 'smollm2:latest' }],
    answers: () => 'The colour is blue.',
    pullable: [],
  });
  // The recorded server had the model in memory.
  await replay(fake.url, {
    ...exchange,
    method: 'POST',
    path: '/api/chat',
    body: '{"model":"smollm2","messages":[]}',
  });
  const { response, text } = await replay(fake.url, exchange);
  expect(response.status).toBe(exchange.status);
  expect(response.headers.get('content-type')).toBe(exchange.contentType);
  expect(response.headers.get('transfer-encoding') === 'chunked').toBe(exchange.isChunked);
  expectSameShapes(text, exchange);
  // Who is at fault is reported in the same words, but for what only that machine knew.
  if (exchange.status >= 400) expect(text).toBe(exchange.text);
});

test.for(openAiExchanges)('$index $method $path $status', async (exchange) => {
  await using fake = await startFakeOpenAi({ models: ['smollm2'] });
  const { response, text } = await replay(fake.url.replace('/v1', ''), exchange);
  expect(response.status).toBe(exchange.status);
  expect(response.headers.get('content-type')).toBe(exchange.contentType);
  expect(response.headers.get('transfer-encoding') === 'chunked').toBe(exchange.isChunked);
  expectSameShapes(text, exchange);
});
