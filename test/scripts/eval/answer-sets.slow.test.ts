import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateAnswerSets } from '../../../scripts/eval/answer-sets.ts';
import { toyChatPath } from '../../fakes/toy-chat.ts';

/** The evaluation itself, with real llama.cpp and the toy model. */

const NOWHERE = path.resolve('nowhere', 'nonsense.gguf');

let folder: string;
let broken: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-answer-sets-'));
  broken = path.join(folder, 'broken.gguf');
  await writeFile(broken, 'not a model');
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluate(rows: unknown, models: readonly string[]) {
  const file = path.join(folder, 'questions.json');
  await writeFile(file, JSON.stringify(rows));
  const shown: (boolean | null)[] = [];
  const result = await evaluateAnswerSets(file, models, {
    part: 'all',
    hasContext: true,
    hasNotes: false,
    signal: new AbortController().signal,
    onModel: () => undefined,
    onAnswer: ({ hasKeyFact }) => shown.push(hasKeyFact),
  });
  return { ...result, shown };
}

const QUESTIONS = [{ text: 'What is TCP?', keyFacts: ['protocol'] }, { text: 'What is TCP?' }];

test('a model that fails is a row with its reason, beside the figures of those that answer', async () => {
  const { report, table, shown } = await evaluate(QUESTIONS, [NOWHERE, toyChatPath, broken]);
  expect(report).toMatchObject({
    models: [
      { model: 'nonsense', failure: { code: 'chat-model-invalid', remedy: expect.any(String) as string } },
      // Questions without a key fact to look for are asked, and neither hit nor missed.
      { model: 'toy-chat', questions: 2, questionsWithFacts: 1, withKeyFact: 1 },
      { model: 'broken', failure: { code: 'chat-model-invalid' } },
    ],
  });
  expect(table).toMatch(/^nonsense failed: There is no model file/);
  expect(table).toContain('with a key fact      1 of 1 (100 %)');
  expect(shown).toEqual([true, null]);
});

test('where no model could be measured, it fails with all that is wrong', async () => {
  await expect(evaluate(QUESTIONS, [NOWHERE])).rejects.toMatchObject({ code: 'chat-model-invalid' });
  await expect(evaluate(QUESTIONS, [NOWHERE, broken])).rejects.toThrow(/nonsense\.gguf\. The (model )?file/);
});
