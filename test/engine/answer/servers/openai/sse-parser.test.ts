import { expect, test } from 'vitest';
import type { ChatPiece, ParsedChunk } from '../../../../../engine/answer/servers/base/chat-parser.ts';
import { createSseParser } from '../../../../../engine/answer/servers/openai/sse-parser.ts';
import { accessTo } from '../../../../../engine/base/server-access.ts';
import { OPENAI_TRAITS } from '../../../../../engine/answer/servers/openai/openai-traits.ts';

const address = 'http://localhost:1234';
const place = {
  traits: OPENAI_TRAITS,
  address,
  model: 'm',
  access: accessTo('model', address, undefined),
} as const;

const event = (value: unknown): string =>
  `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
const says = (content: string, finish?: string): string =>
  event({ choices: [{ delta: { content }, ...(finish !== undefined && { finish_reason: finish }) }] });

/** All that a body says, read in chunks of that many bytes. */
function read(body: string, chunkBytes = Infinity) {
  const parser = createSseParser(place);
  const bytes = Buffer.from(body);
  const parsed: ParsedChunk[] = [];
  for (let start = 0; start < bytes.length; start += chunkBytes)
    parsed.push(parser.push(bytes.subarray(start, start + chunkBytes)));
  parsed.push(parser.end());
  return {
    pieces: parsed.flatMap(({ pieces }) => pieces),
    failure: parsed.map(({ failure }) => failure).find((failure) => failure !== undefined),
  };
}

const textOf = (pieces: readonly ChatPiece[]): string =>
  pieces.map((piece) => (piece.type === 'content' ? piece.text : '')).join('');
const endOf = (pieces: readonly ChatPiece[]): string | undefined => {
  const last = pieces.at(-1);
  return last?.type === 'done' ? last.reason : undefined;
};

test('a stream cut at every byte reads the same', () => {
  const body = `: hello\n\n${says('Grüße ')}${says('👋', 'stop')}${event('[DONE]')}`;
  for (const chunkBytes of [1, 2, 3, 7, Infinity]) {
    const { pieces, failure } = read(body, chunkBytes);
    expect([textOf(pieces), endOf(pieces), failure]).toEqual(['Grüße 👋', 'stop', undefined]);
  }
});

test.each([
  ['stop', 'stop'],
  ['STOP', 'stop'],
  ['eos', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
])('the finish reason %s ends the answer as %s, with and without [DONE]', (finish, reason) => {
  expect(endOf(read(says('Hi', finish)).pieces)).toBe(reason);
  expect(endOf(read(says('Hi', finish) + event('[DONE]')).pieces)).toBe(reason);
});

test('[DONE] without a reason is a cut answer, an end without either is a broken one', () => {
  expect(endOf(read(says('Hi') + event('[DONE]')).pieces)).toBe('length');
  const broken = read(says('Hi'));
  expect([textOf(broken.pieces), endOf(broken.pieces)]).toEqual(['Hi', undefined]);
});

test('content of a type that no text has is not called an empty answer', () => {
  const strange = event({ choices: [{ delta: { content: 42 }, finish_reason: 'stop' }] });
  expect(read(strange).failure).toMatchObject({
    code: 'model-bad-content',
    message: 'What the model server sent could not be understood.',
  });
  expect(read(says('Hi') + strange)).toMatchObject({ failure: undefined });
});

test('a reason that is neither whole nor too long breaks the answer off', () => {
  const { pieces, failure } = read(says('Hi', 'content_filter') + event('[DONE]'));
  expect([textOf(pieces), failure?.code]).toEqual(['Hi', 'model-server-failed']);
});

test('usage may come after the reason', () => {
  const usage = event({ choices: [], usage: { completion_tokens: 7 } });
  expect(read(says('Hi', 'stop') + usage + event('[DONE]')).pieces.at(-1)).toEqual({
    type: 'done',
    reason: 'stop',
    usage: { outputTokenCount: 7 },
  });
});

test('what follows the end is not read', () => {
  const { pieces, failure } = read(
    says('Hi', 'stop') + event('[DONE]') + event({ error: 'late' }) + says('more'),
  );
  expect([textOf(pieces), failure]).toEqual(['Hi', undefined]);
});

test.each([
  ['an error object', event({ error: { message: 'out of memory' } }), 'model-out-of-memory'],
  [
    'an event named error',
    `event: error\n${event({ status: 429, message: 'slow down' })}`,
    'model-server-busy',
  ],
  ['an error in plain words', `event: error\n${event('it broke')}`, 'model-server-failed'],
])('words before %s are kept', (_what, failing, code) => {
  const { pieces, failure } = read(says('Hi') + failing);
  expect([textOf(pieces), failure?.code]).toEqual(['Hi', code]);
});

test('three unreadable events are forgiven, the fourth is not', () => {
  expect(read(event('{').repeat(3) + says('Hi', 'stop')).failure).toBeUndefined();
  expect(read(event('{').repeat(4) + says('Hi', 'stop')).failure?.code).toBe('model-bad-content');
});

test('an event without end is given up, however it is cut', () => {
  const body = `data: ${'x'.repeat(300 * 1_024)}`;
  expect(read(body, 1_000).failure?.code).toBe('model-bad-content');
  // Comments that keep a slow server's connection alive are not an event.
  expect(read(': wait\n\n'.repeat(60_000) + says('Hi', 'stop'), 10_000).failure).toBeUndefined();
});

test.each([
  ['one completion', JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })],
  [
    'one on many lines',
    JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }, null, 2),
  ],
  [
    'a chunk on each line',
    '{"choices":[{"delta":{"content":"H"}}]}\n{"choices":[{"delta":{"content":"i"},"finish_reason":"stop"}]}\n[DONE]\n',
  ],
])('plain JSON is read too: %s', (_what, body) => {
  const { pieces, failure } = read(body, 5);
  expect([textOf(pieces), endOf(pieces), failure]).toEqual(['Hi', 'stop', undefined]);
});

test('an event counts without the blank line after it at the end of the body', () => {
  expect(endOf(read(says('Hi', 'stop').trimEnd()).pieces)).toBe('stop');
});

test('an empty body says nothing at all', () => {
  expect(read('')).toEqual({ pieces: [], failure: undefined });
});
