import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTrainingFiles } from '../../../scripts/train/training-files.ts';

const ROW = { id: 'a', text: 'What is it?', asr: 'what is it', question: true };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-training-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, ...rows: readonly object[]): Promise<void> {
  await writeFile(path.join(folder, name), rows.map((row) => JSON.stringify(row)).join('\n'));
}

test('conversations and interview come with the hash of their file', async () => {
  await write('dev.jsonl', ROW, { ...ROW, id: 'b', question: false });
  await write('interview.jsonl', { ...ROW, id: 'c' });
  const { conversations, interview, dataHashes } = await readTrainingFiles(folder);
  expect([conversations, interview].map((rows) => rows.map(({ row }) => row.id))).toEqual([
    ['a', 'b'],
    ['c'],
  ]);
  expect(Object.keys(dataHashes)).toEqual(['dev.jsonl', 'interview.jsonl']);
  expect(new Set(Object.values(dataHashes)).size).toBe(2);
});

test.each(['dev.jsonl', 'interview.jsonl'])(
  'without %s the folder is named, and how to give another',
  async (name) => {
    await write(name === 'dev.jsonl' ? 'interview.jsonl' : 'dev.jsonl', ROW);
    await expect(readTrainingFiles(folder)).rejects.toMatchObject({
      code: 'bad-argument',
      message: `The training data is not at ${folder}.`,
      remedy: expect.stringContaining('--data') as unknown,
    });
  },
);

test('a line that does not fit, and data that would mislead, are refused with their place', async () => {
  await write('interview.jsonl', ROW);
  await write('dev.jsonl', ROW, { id: 'b' });
  await expect(readTrainingFiles(folder)).rejects.toThrow(
    /^Line 2 of .+dev\.jsonl is not a labelled utterance\.$/,
  );
  await write('dev.jsonl', { ...ROW, asr: 'what is it?' });
  await expect(readTrainingFiles(folder)).rejects.toThrow(
    'dev.jsonl: 1 rows have a question mark in `asr` (a).',
  );
});
