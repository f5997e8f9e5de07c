import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGguf } from '../../../engine/formats/gguf-file.ts';
import { toyChatPath } from '../../fakes/toy-chat.ts';

let folder: string;
let whole: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-gguf-'));
  whole = await readFile(toyChatPath);
});
afterAll(() => rm(folder, { recursive: true }));

async function faultOf(bytes: Uint8Array): Promise<string | undefined> {
  const file = path.join(folder, 'model.gguf');
  await writeFile(file, bytes);
  return readGguf(file).fault;
}

function patched(at: number, bytes: readonly number[]): Buffer {
  const copy = Buffer.from(whole);
  copy.set(bytes, at);
  return copy;
}

test('32: a whole model may be loaded', () => {
  expect(readGguf(toyChatPath)).toEqual({ hasChatTemplate: true });
});

test('32: a model cut anywhere is refused', async () => {
  for (const share of [0.000_01, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999, 0.999_999]) {
    expect(await faultOf(whole.subarray(0, Math.floor(whole.length * share)))).toBeDefined();
  }
});

test.for([
  { title: 'nothing', bytes: () => Buffer.alloc(0), fault: 'The file is not a GGUF model.' },
  { title: 'zeros', bytes: () => Buffer.alloc(100_000), fault: 'The file is not a GGUF model.' },
  {
    title: 'a page of HTML',
    bytes: () => Buffer.from('<html>'.repeat(100)),
    fault: 'The file is not a GGUF model.',
  },
  {
    title: 'an unknown version',
    bytes: () => patched(4, [99, 0, 0, 0]),
    fault: 'The model file has an unknown format version (99).',
  },
  {
    title: 'no weights',
    bytes: () => patched(8, [0, 0, 0, 0, 0, 0, 0, 0]),
    fault: 'The model file holds no weights.',
  },
  {
    title: 'far too many weights',
    bytes: () => patched(8, [255, 255, 255, 255, 255, 255, 255, 127]),
    fault: 'The model file is damaged or was not downloaded completely.',
  },
  {
    title: 'a broken name',
    bytes: () => patched(24, [255, 255, 255, 255, 255, 255, 255, 127]),
    fault: 'The model file is damaged or was not downloaded completely.',
  },
])('32: a file of $title is refused', async ({ bytes, fault }) => {
  expect(await faultOf(bytes())).toBe(fault);
});

test.each([0, 3, 100, 0xffff_ffff])('32: weights at every %d bytes are refused', async (alignmentBytes) => {
  const alignment = Buffer.alloc(4);
  alignment.writeUInt32LE(alignmentBytes);
  const at = whole.indexOf('general.alignment') + 'general.alignment'.length + 4;
  expect(await faultOf(patched(at, [...alignment]))).toBe(
    'The model file is damaged or was not downloaded completely.',
  );
});

test('32: a missing file and a folder are refused', () => {
  const absent = path.join(folder, 'absent.gguf');
  expect(readGguf(absent).fault).toBe(`There is no model file ${absent}.`);
  expect(readGguf(folder).fault).toBe(`The model file ${folder} cannot be read: it is a folder.`);
});

test('a model without a chat template is known as a base model', async () => {
  // Of the same length, so that all that follows stays where it is.
  const at = whole.indexOf('tokenizer.chat_template');
  const file = path.join(folder, 'base.gguf');
  await writeFile(file, patched(at, [...Buffer.from('tokenizer.some_template')]));
  expect(readGguf(file)).toEqual({ hasChatTemplate: false });
});
