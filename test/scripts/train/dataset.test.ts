import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readDataset, withContext, type Row } from '../../../scripts/train/dataset.ts';

const row = (id: string, more: Partial<Row> = {}): Row => ({
  id,
  text: `Text ${id}.`,
  question: false,
  conv: 'c',
  speaker: 'A',
  ...more,
});

async function read(content: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-dataset-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'rows.jsonl');
  await writeFile(file, content);
  return readDataset(file);
}

test('what was said before is the earlier rows of the same conversation, four at most', () => {
  const rows = ['1', '2', '3', '4', '5', '6'].map((id) => row(id));
  const [first, , , , , last] = withContext([...rows, row('x', { conv: 'other' })]);
  expect(first?.utterance.previous).toEqual([]);
  expect(last?.utterance.previous.map(({ text }) => text)).toEqual([
    'Text 2.',
    'Text 3.',
    'Text 4.',
    'Text 5.',
  ]);
  expect(withContext([row('1'), row('x', { conv: 'other' })])[1]?.utterance.previous).toEqual([]);
});

test('a row’s own context goes before, and who speaks sets the side', () => {
  const context = [
    { speaker: 'A', text: 'Mine.' },
    { speaker: 'B', text: 'Yours.' },
  ];
  expect(withContext([row('1'), row('2', { context })])[1]?.utterance.previous).toEqual([
    { text: 'Mine.', channel: 'them' },
    { text: 'Yours.', channel: 'me' },
  ]);
});

test('where a recognizer’s words are known they are the text, and what came before has no marks either', () => {
  const [, second] = withContext([row('1'), row('2', { asr: 'text two' })]);
  expect(second?.utterance).toMatchObject({ text: 'text two', previous: [{ text: 'text 1' }] });
});

test('a file is read line by line, with its hash, and a line that does not fit is named', async () => {
  const line = JSON.stringify(row('1'));
  const { rows, hash } = await read(`${line}\n\n${JSON.stringify(row('2'))}\n`);
  expect([rows.length, hash.length]).toEqual([2, 64]);
  expect((await read(`${line}\n`)).hash).not.toBe(hash);
  await expect(read(`${line}\n{"id":"x"}\n`)).rejects.toThrow(/^Line 2 of /);
  await expect(readDataset('/no/such/file')).rejects.toMatchObject({ code: 'bad-argument' });
});
