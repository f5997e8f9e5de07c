import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFactQuestions, type FactSelection } from '../../../scripts/eval/fact-questions.ts';

const ALL: FactSelection = { part: 'all', hasContext: true, hasNotes: true };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-facts-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: unknown, selection: Partial<FactSelection> = {}) {
  const file = path.join(folder, 'questions.json');
  await writeFile(file, JSON.stringify(content));
  return readFactQuestions(file, { ...ALL, ...selection });
}

async function idsOf(content: unknown, part: FactSelection['part']): Promise<readonly string[]> {
  return (await read(content, { part }))?.map(({ id }) => id) ?? [];
}

test('reads a question with its facts, kind and notes, and fills in what a row leaves out', async () => {
  const row = {
    id: 'tcp',
    text: 'What is TCP?',
    keyFacts: ['protocol'],
    callKind: 'interview',
    notes: 'Plain.',
  };
  const rows = [row, { text: 'What do you cost?', expects: 'own-fact' }];
  expect(await read(rows)).toEqual([
    { ...row, isOwnFact: false, context: undefined, isHeldOut: false },
    {
      id: '2',
      text: 'What do you cost?',
      keyFacts: [],
      callKind: undefined,
      isOwnFact: true,
      notes: undefined,
      context: undefined,
      isHeldOut: true,
    },
  ]);
  expect((await read(rows, { hasNotes: false }))?.map(({ notes }) => notes)).toEqual([undefined, undefined]);
});

test('a question of a call comes with all that was said before it, answered or not', async () => {
  const call = {
    utterances: [
      { text: 'We use Kafka.', channel: 'me', expects: 'none' },
      { text: 'What is it for?', keyFacts: ['stream'] },
      { text: 'I see.', expects: 'none' },
      { text: 'And Redis?' },
    ],
  };
  const said = async (hasContext: boolean) =>
    (await read(call, { hasContext }))?.map(({ context }) =>
      context?.map(({ channel, text }) => `${channel}: ${text}`),
    );
  expect(await said(true)).toEqual([
    ['me: We use Kafka.'],
    ['me: We use Kafka.', 'them: What is it for?', 'them: I see.'],
  ]);
  expect(await said(false)).toEqual([undefined, undefined]);
});

test('marks of their own split a set in two; without any every second question is held out', async () => {
  const plain = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id, expects: id === 'b' ? 'none' : 'answer' }));
  expect(await idsOf(plain, 'tuning')).toEqual(['a', 'd']);
  expect(await idsOf(plain, 'held-out')).toEqual(['c']);
  const marked = plain.map((row) => ({ ...row, ...(row.id === 'a' && { heldOut: true }) }));
  expect(await idsOf(marked, 'held-out')).toEqual(['a']);
  expect(await idsOf(marked, 'tuning')).toEqual(['c', 'd']);
});

test('known answers are another format, and a part without a question is refused', async () => {
  expect(await read({ answers: [] })).toBeUndefined();
  await expect(read([{ text: 'Only one?' }], { part: 'held-out' })).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringMatching(/holds no question of this part/) as unknown,
  });
});
