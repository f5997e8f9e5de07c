import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableJson } from '../../../engine/base/printable.ts';
import { anyText } from '../any-text.ts';

const STEERING = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

test.each([
  ['hello \u001b[31mred\u001b[0m', 'hello red'],
  ['\u001b[>4;2mkeys\u001b[?25l\u001b[38:5:1mred\u001b[ q\u001b(B', 'keysred'],
  ['\u009b38;5;200mred\u009b0m', 'red'],
  ['torn \u001b[31', 'torn '],
  ['\u001b]0;title\u0007there', 'there'],
  ['\u001b]8;;http://evil.test\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u009b31mred\u009d0;title\u009c', 'red'],
  ['\u001bPq#0\u001b\\after', 'after'],
  ['one\rtwo\u0008', 'onetwo'],
  ['one\r\ntwo\tthree', 'one\ntwo\tthree'],
  ['abc\u202Efed\u2066x\u2069', 'abcfedx'],
  ['می‌خواهم 👩‍💻', 'می‌خواهم 👩‍💻'],
  ['half \uD800 pair', 'half \uFFFD pair'],
])('%j is printed as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('nothing steers the terminal, whatever the text, and JSON keeps its meaning', () => {
  fc.assert(
    fc.property(anyText(60), (value) => {
      expect(printable(value)).not.toMatch(STEERING);
      const json = printableJson(JSON.stringify({ value }));
      expect(json).not.toMatch(STEERING);
      expect(JSON.parse(json)).toEqual({ value });
    }),
  );
});
