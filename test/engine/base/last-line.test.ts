import { expect, test } from 'vitest';
import { lastLine } from '../../../engine/base/last-line.ts';

test.each([
  ['loading\nno such file: a.onnx\n\n', 'no such file: a.onnx'],
  ['  one line \r\n', 'one line'],
  ['\n', ''],
])('of %j the last line is %j', (text, line) => {
  expect(lastLine(text)).toBe(line);
});
