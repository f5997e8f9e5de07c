import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatPiece } from '../../../../../engine/answer/servers/base/chat-parser.ts';
import { accessTo } from '../../../../../engine/base/server-access.ts';
import { createOllamaParser } from '../../../../../engine/answer/servers/ollama/ollama-parser.ts';
import { anyText } from '../../../any-text.ts';
import { OLLAMA_TRAITS } from '../../../../../engine/answer/servers/ollama/ollama-traits.ts';
import { textOf } from '../text-of.ts';

const address = 'http://127.0.0.1:1';
const place = {
  traits: OLLAMA_TRAITS,
  address,
  model: 'toy',
  access: accessTo('model', address, undefined),
} as const;

/** As Ollama's server, which is written in Go, encodes a line. */
function line(
  message: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const body = {
    model: 'toy',
    created_at: '2026-01-01T00:00:00.1Z',
    message: { role: 'assistant', ...message },
  };
  return `${JSON.stringify({ ...body, done: false, ...more })}\n`;
}

function parse(bytes: Uint8Array, pieceBytes: number): readonly ChatPiece[] {
  const parser = createOllamaParser(place);
  const pieces: ChatPiece[] = [];
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    pieces.push(...parser.push(bytes.subarray(start, start + pieceBytes)).pieces);
  }
  return [...pieces, ...parser.end().pieces];
}

test('a stream cut at every byte reads the same', () => {
  const stream = Buffer.from(
    line({ content: '- Größe' }) +
      line({ content: ' "😀"\n' }) +
      line({ content: '\\' }) +
      line({ content: '' }, { done: true, done_reason: 'stop', eval_count: 3 }),
  );
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const parser = createOllamaParser(place);
    const pieces = [
      ...parser.push(stream.subarray(0, cut)).pieces,
      ...parser.push(stream.subarray(cut)).pieces,
      ...parser.end().pieces,
    ];
    expect(textOf(pieces)).toBe('- Größe "😀"\n\\');
    expect(pieces.at(-1)).toEqual({ type: 'done', reason: 'stop', usage: { outputTokenCount: 3 } });
  }
});

test('any tokens in any chunks come out whole and in order', () => {
  const token = fc.oneof(anyText(10), fc.constantFrom('"content":"', '"},"done":false}', '\\"', '\n'));
  fc.assert(
    fc.property(fc.array(token), fc.integer({ min: 1, max: 90 }), (tokens, pieceBytes) => {
      const bytes = Buffer.from(tokens.map((content) => line({ content })).join(''));
      expect(textOf(parse(bytes, pieceBytes))).toBe(tokens.join(''));
    }),
  );
});

test('thinking is noted, never shown', () => {
  const bytes = Buffer.from(line({ content: '', thinking: 'secret plan' }) + line({ content: 'Hi' }));
  expect(parse(bytes, 1_000)).toEqual([{ type: 'thinking' }, { type: 'content', text: 'Hi' }]);
});

test('text nested where no message stands is not taken for a token', () => {
  const decoy = '{"x":{"content":"evil"},"message":{"role":"assistant","content":"good"},"done":false}\n';
  expect(textOf(parse(Buffer.from(decoy), 1_000))).toBe('good');
});

test('100,000 tiny lines come as few pieces', () => {
  const bytes = Buffer.from(line({ content: 'x' }).repeat(100_000));
  const pieces = parse(bytes, 65_536);
  expect(textOf(pieces)).toBe('x'.repeat(100_000));
  expect(pieces.length).toBeLessThanOrEqual(Math.ceil(bytes.length / 65_536));
});

test('words before an error in the same chunk are kept', () => {
  const parsed = createOllamaParser(place).push(
    Buffer.from(`${line({ content: 'Hi' })}{"error":"server busy"}\n`),
  );
  expect(parsed.pieces).toEqual([{ type: 'content', text: 'Hi' }]);
  expect(parsed.failure).toMatchObject({ code: 'model-server-busy' });
});

test('content of a type that no text has is not called an empty answer', () => {
  const end = { done: true, done_reason: 'stop' };
  const strange = (more: object): string => `${JSON.stringify({ message: { content: 42 }, ...more })}\n`;
  const failureOf = (text: string): unknown => {
    const parser = createOllamaParser(place);
    return parser.push(Buffer.from(text)).failure ?? parser.end().failure;
  };
  const notUnderstood = {
    code: 'model-bad-content',
    message: 'What the model server sent could not be understood.',
  };
  expect(failureOf(strange({}) + line({ content: '' }, end))).toMatchObject(notUnderstood);
  expect(failureOf(strange(end))).toMatchObject(notUnderstood);
  expect(failureOf(strange({}) + line({ content: 'Hi' }, end))).toBeUndefined();
});
