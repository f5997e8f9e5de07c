import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../../../../engine/answer/servers/base/line-splitter.ts';

function split(bytes: Uint8Array, cuts: readonly number[]): readonly string[] {
  const splitter = new LineSplitter();
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const lines: string[] = [];
  const take = (line: string): void => void lines.push(line);
  for (const [index, end] of edges.slice(1).entries()) splitter.push(bytes.subarray(edges[index], end), take);
  splitter.end(take);
  return lines;
}

test('any bytes cut anywhere give the lines of the whole', () => {
  const bytes = fc.array(
    fc.oneof(
      fc.constantFrom('\n', '\r\n', '\r', '{"a":"ü"}', '😀', 'x').map((text) => [...Buffer.from(text)]),
      fc.uint8Array({ maxLength: 4 }).map((raw) => [...raw]),
    ),
  );
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(), { maxLength: 12 }), (parts, cuts) => {
      const whole = Uint8Array.from(parts.flat());
      expect(split(whole, cuts)).toEqual(split(whole, []));
    }),
  );
});

test('lines of blanks alone are none, and blanks and marks around a line are not part of it', () => {
  expect(split(Buffer.from('\uFEFF\uFEFF{"a":1} \r\n \n\t\r\n  {"b":2}\n \u00A0\n'), [])).toEqual([
    '{"a":1}',
    '{"b":2}',
  ]);
});

test('invalid UTF-8 becomes the replacement character, cut or not', () => {
  const bytes = Uint8Array.from([0x61, 0xc3, 0x28, 0xf0, 0x9f, 0x98, 0x0a]);
  for (let cut = 0; cut <= bytes.length; cut += 1) expect(split(bytes, [cut])).toEqual(['a\uFFFD(\uFFFD']);
});

test('a line past the limit is refused after the lines before it', () => {
  const splitter = new LineSplitter();
  const seen: string[] = [];
  expect(() => {
    splitter.push(Buffer.from(`first\n${'x'.repeat(300_000)}`), (line) => seen.push(line));
  }).toThrowError(expect.objectContaining({ code: 'model-bad-content' }));
  expect(seen).toEqual(['first']);
});
