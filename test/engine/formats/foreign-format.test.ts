import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  FORMAT_START_BYTES,
  formatStart,
  nameForeignFormat,
} from '../../../engine/formats/foreign-format.ts';

const name = (start: string): string | undefined => nameForeignFormat(Buffer.from(start, 'latin1'));

test.each([
  ['GGUF\u0003', 'a GGUF file, which holds a chat model'],
  ['lmgg', 'a whisper.cpp speech model'],
  ['PK\u0003\u0004', 'a ZIP archive, which must be unpacked first'],
  ['version https://git-lfs.github.com/spec/v1', 'a Git LFS pointer, which only names the file'],
  ['<html>', 'a web page'],
  ['\n\n  <!doctype html>', 'a web page'],
  ['\u00EF\u00BB\u00BF<html>', 'a web page'],
])('%j begins %s', (start, what) => {
  expect(name(start)).toBe(what);
});

test.each(['', 'GGU', ' GGUF', 'a < b', '\u0000'])('%j says nothing', (start) => {
  expect(name(start)).toBeUndefined();
});

test('of a file only its first bytes are read', async () => {
  const whole = readFileSync(import.meta.filename);
  expect(await formatStart(import.meta.filename)).toEqual(whole.subarray(0, FORMAT_START_BYTES));
});
