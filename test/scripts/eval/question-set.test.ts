import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readQuestionSet } from '../../../scripts/eval/question-set.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-questions-'))));
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: unknown) {
  const file = path.join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readQuestionSet(file);
}

test('plain lines are questions, empty ones are not', async () => {
  expect(await read('a.txt', 'What is TCP?\n\n  Why?  \n')).toEqual([
    { text: 'What is TCP?' },
    { text: 'Why?' },
  ]);
});

test('JSON holds texts or rows, with what a good answer says', async () => {
  expect(
    await read('a.json', [
      'What?',
      { question: 'Why?', text: 'Because.' },
      { asr: 'how', bullets: ['a', 'b'] },
    ]),
  ).toEqual([{ text: 'What?' }, { text: 'Why?' }, { text: 'how', reference: 'a\nb' }]);
  expect(await read('b.json', { entries: [{ text: 'What?', reference: 'That.' }] })).toEqual([
    { text: 'What?', reference: 'That.' },
  ]);
});

test('of labelled rows only the questions are taken', async () => {
  const rows = [
    { text: 'what is it', question: true },
    { text: 'we use it', question: false },
    { question: 'Why?', reference: 'So.' },
  ];
  const lines = [...rows.map((row) => JSON.stringify(row)), 'no JSON'].join('\n');
  expect(await read('a.jsonl', lines)).toEqual([{ text: 'what is it' }, { text: 'Why?', reference: 'So.' }]);
});

test('a file without a question, of another form, or that is not there is named', async () => {
  await expect(read('empty.txt', '\n \n')).rejects.toThrow('holds no question.');
  await expect(read('other.json', { questions: 3 })).rejects.toThrow('is not a list of questions.');
  await expect(readQuestionSet(path.join(folder, 'absent'))).rejects.toMatchObject({ code: 'bad-argument' });
});

test('left alone the starter questions are taken', async () => {
  expect((await readQuestionSet()).length).toBeGreaterThan(5);
});
