import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readFactQuestions } from '../../../scripts/eval/fact-questions.ts';
import { isInvented } from '../../../scripts/eval/invented-facts.ts';

const ALONE = { part: 'all', hasContext: true, hasNotes: false } as const;

const fixturePath = (name: string): string => path.resolve(import.meta.dirname, '../../fixtures', name);

async function fileOf(rows: unknown): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'sotto-facts-')), 'rows.json');
  await writeFile(file, JSON.stringify(rows));
  return file;
}

test('the own questions: thirty of each kind of call, half of them held out', async () => {
  const file = fixturePath('answers/questions.json');
  const all = (await readFactQuestions(file, ALONE)) ?? [];
  const heldOut = (await readFactQuestions(file, { ...ALONE, part: 'held-out' })) ?? [];
  for (const callKind of ['interview', 'sales', 'support', 'meeting']) {
    expect(all.filter((question) => question.callKind === callKind).length).toBe(30);
    expect(heldOut.filter((question) => question.callKind === callKind).length).toBe(15);
  }
  expect(new Set(all.map(({ text }) => text)).size).toBe(120);
  // An answer that only gives the question back must not score.
  const easy = all.filter(({ text, keyFacts }) =>
    keyFacts.every((fact) => text.toLowerCase().includes(fact.toLowerCase())),
  );
  expect(easy).toEqual([]);
});

test("a call's questions come with what was said before, rows that expect no answer are left out", async () => {
  const file = await fileOf({
    utterances: [
      { channel: 'me', text: 'Hello.', expects: 'none' },
      { channel: 'them', text: 'What is TCP?', expects: 'answer', keyFacts: ['reliab'] },
    ],
  });
  expect(await readFactQuestions(file, ALONE)).toMatchObject([
    { text: 'What is TCP?', keyFacts: ['reliab'], context: [{ channel: 'me', text: 'Hello.' }] },
  ]);
  const [alone] = (await readFactQuestions(file, { ...ALONE, hasContext: false })) ?? [];
  expect(alone?.context).toBeUndefined();
  expect(await readFactQuestions(fixturePath('toy-chat.json'), ALONE)).toBeUndefined();
});

test.each([
  ['It costs 49 euros', '', true],
  ['It costs [price] per user', '', false],
  ['Name the tasks: [task1], [task2]', '', false],
  ['Offer a 20% discount', 'We may give twenty percent off', false],
  ['Offer a 30% discount', 'We may give twenty percent off', true],
  ['It costs 49 euros', 'Price: 49 euros', false],
  ['I led a team of engineers', '', true],
  ['I led the support team', 'Led the support team at Nordwind', false],
  ['Name the project and your part', '', false],
  ['I can start on Monday', '', true],
])('"%s" beside the notes "%s" is invented: %s', (bullet, notes, is) => {
  expect(isInvented(bullet, `My notes:\n${notes}\n\nQuestion: How is it?`)).toBe(is);
});
