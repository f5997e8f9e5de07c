import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fitLabelled, readLabelledJson, readLabelledLines } from '../../../scripts/eval/read-labelled.ts';

const EXPECTED = { what: 'list of words', remedy: 'Give words.' };
const ROW = z.object({
  text: z.string(),
  count: z.int().min(0).optional(),
  size: z.number().min(3).optional(),
  kind: z.enum(['a', 'b']).optional(),
  parts: z.array(z.boolean()).min(1).optional(),
});

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-labelled-'))));
afterAll(() => rm(folder, { recursive: true }));

async function save(text: string): Promise<string> {
  const file = path.join(folder, 'data.jsonl');
  await writeFile(file, text);
  return file;
}

test('lines are read behind a byte order mark, empty ones passed over', async () => {
  const file = await save('\uFEFF{"text":"one"}\n\n{"text":"two"}\n');
  expect(await readLabelledLines(file, ROW, EXPECTED)).toEqual([{ text: 'one' }, { text: 'two' }]);
  expect(await readLabelledJson(await save('\uFEFF[1]'), '')).toEqual([1]);
});

test.each<[string, string]>([
  ['{"text":"one"}\n{', 'Line 2 of FILE is not JSON.'],
  ['{"text":"one"}\n{"text":2}', 'Line 2 of FILE is not a list of words: text must be a text.'],
  ['', 'FILE is empty.'],
])('%j is named: %s', async (text, message) => {
  const file = await save(text);
  await expect(readLabelledLines(file, ROW, EXPECTED)).rejects.toMatchObject({
    code: 'bad-argument',
    message: message.replace('FILE', file),
    remedy: 'Give words.',
  });
});

test.each<[unknown, string]>([
  [{}, 'text is missing'],
  [{ text: 'a', count: -1 }, 'count is negative'],
  [{ text: 'a', count: 0.5 }, 'count must be a whole number'],
  [{ text: 'a', size: 1 }, 'size must be at least 3'],
  [{ text: 'a', kind: 'c' }, 'kind must be "a" or "b"'],
  [{ text: 'a', parts: [] }, 'parts is empty'],
  [{ text: 'a', parts: [true, 7] }, 'parts, row 2 must be true or false'],
  [5, 'it must be an object'],
])('the first fault of %j is reported in words', (data, fault) => {
  expect(() => fitLabelled(data, ROW, 'x.json', EXPECTED)).toThrow(
    `x.json is not a list of words: ${fault}.`,
  );
});

test('a file that is not there cannot be read', async () => {
  await expect(readLabelledJson(path.join(folder, 'absent'), 'Look.')).rejects.toMatchObject({
    code: 'bad-argument',
    remedy: 'Look.',
  });
});
