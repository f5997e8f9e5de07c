import { expect, test } from 'vitest';
import type { ChatParser } from '../../../../engine/answer/servers/base/chat-parser.ts';
import { createOllamaParser } from '../../../../engine/answer/servers/ollama/ollama-parser.ts';
import { createSseParser } from '../../../../engine/answer/servers/openai/sse-parser.ts';
import { accessTo } from '../../../../engine/base/server-access.ts';
import { utf8Sequences } from './utf8-sequences.ts';
import { OLLAMA_TRAITS } from '../../../../engine/answer/servers/ollama/ollama-traits.ts';
import { OPENAI_TRAITS } from '../../../../engine/answer/servers/openai/openai-traits.ts';
import { textOf } from './text-of.ts';

/** Case 14 of the catalogue of faults. */

const address = 'http://127.0.0.1:1';
const access = accessTo('model', address, undefined);

test.for([
  {
    wire: 'Ollama',
    create: () => createOllamaParser({ traits: OLLAMA_TRAITS, address, model: 'toy', access }),
    before: '{"model":"toy","message":{"role":"assistant","content":"<',
    after: '>"},"done":false}\n',
  },
  {
    wire: 'OpenAI',
    create: () => createSseParser({ traits: OPENAI_TRAITS, address, model: 'toy', access }),
    before: 'data: {"choices":[{"delta":{"content":"<',
    after: '>"}}]}\n\n',
  },
])(
  '14: each of 132 UTF-8 sequences reads the same over $wire, cut at any byte',
  ({ create, before, after }) => {
    expect(utf8Sequences).toHaveLength(132);
    for (const sequence of utf8Sequences) {
      const stream = Buffer.concat([Buffer.from(before), sequence, Buffer.from(after)]);
      // The decoder of the platform on the sequence alone, in one piece, is the reference.
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(sequence);
      const isControl = sequence.length === 1 && sequence[0] === 0;
      for (let cut = 0; cut <= stream.length; cut += 1) {
        const seen = readInTwo(create(), stream, cut);
        // A bare NUL is not allowed inside JSON text; a parser may pass it on or refuse the line.
        if (isControl && seen === '') continue;
        expect(seen, `${Buffer.from(sequence).toString('hex')} cut at ${cut}`).toBe(`<${text}>`);
      }
      expect(readByteByByte(create(), stream)).toBe(readInTwo(create(), stream, stream.length));
    }
  },
);

test('14: valid sequences come through unchanged and invalid ones as U+FFFD', () => {
  const texts = utf8Sequences.map((sequence) => Buffer.from(sequence).toString('utf8'));
  const isValid = utf8Sequences.map((sequence, index) => Buffer.from(texts[index] ?? '').equals(sequence));
  // Cases 6.5 (5), 6.6 (5 whole prefixes), 6.7 (4), 6.9 (4), 6.11 (4), 6.22 (34) and 6.23 (7).
  expect(isValid.filter(Boolean)).toHaveLength(63);
  for (const [index, sequence] of utf8Sequences.entries()) {
    const parser = createOllamaParser({ traits: OLLAMA_TRAITS, address, model: 'toy', access });
    const line = Buffer.concat([
      Buffer.from('{"message":{"role":"assistant","content":"'),
      sequence,
      Buffer.from('"},"done":false}\n'),
    ]);
    const seen = textOf(parser.push(line).pieces);
    if (isValid[index]) expect(Buffer.from(seen)).toEqual(Buffer.from(sequence));
    else expect(seen).toContain('\uFFFD');
  }
});

function readInTwo(parser: ChatParser, stream: Uint8Array, cut: number): string {
  return textOf([
    ...parser.push(stream.subarray(0, cut)).pieces,
    ...parser.push(stream.subarray(cut)).pieces,
    ...parser.end().pieces,
  ]);
}

function readByteByByte(parser: ChatParser, stream: Uint8Array): string {
  const pieces = Array.from(stream, (byte) => parser.push(Uint8Array.of(byte)).pieces).flat();
  return textOf([...pieces, ...parser.end().pieces]);
}
