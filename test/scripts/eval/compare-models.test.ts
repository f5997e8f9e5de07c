import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOllamaServer } from '../../../engine/answer/servers/ollama/ollama-server.ts';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { contractViolations } from '../../../scripts/eval/bullet-contract.ts';
import { measureModel } from '../../../scripts/eval/compare-models.ts';
import { keywordRecall } from '../../../scripts/eval/keyword-recall.ts';
import { readQuestionSet } from '../../../scripts/eval/question-set.ts';
import { startFakeOllama } from '../../fakes/ollama-server.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-questions-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.for([
  { text: '- one\n- two', violations: [] },
  { text: '1. one\n2) two\n• three', violations: [] },
  { text: 'Sure! Here you go:\n- one', violations: ['text around the bullets'] },
  { text: 'No bullets at all.', violations: ['no bullets', 'text around the bullets'] },
  { text: '- a\n- b\n- c\n- d\n- e', violations: ['too many bullets'] },
  { text: `- ${'word '.repeat(15)}`, violations: ['a bullet too long'] },
  { text: '- same thing\n- same thing', violations: ['the same bullet twice'] },
])('the contract finds $violations', ({ text, violations }) => {
  expect(contractViolations(text)).toEqual(violations);
});

test.for([
  {
    reference: 'Sequence numbers keep bytes in order',
    answer: 'sequenced NUMBERS, ordered bytes to keep',
    recall: 1,
  },
  { reference: 'Sequence numbers', answer: 'Handshakes and numbers', recall: 0.5 },
  { reference: 'Sequence numbers', answer: '', recall: 0 },
  { reference: 'It is so.', answer: 'It is so.', recall: null },
])('keyword recall of "$answer" is $recall', ({ reference, answer, recall }) => {
  expect(keywordRecall(reference, answer)).toBe(recall);
});

test.for([
  {
    name: 'lines.txt',
    text: 'What is TCP?\n\nWhat is UDP?\n',
    questions: [{ text: 'What is TCP?' }, { text: 'What is UDP?' }],
  },
  { name: 'list.json', text: '["What is TCP?"]', questions: [{ text: 'What is TCP?' }] },
  {
    name: 'entries.json',
    text: '{"entries":[{"question":"What is TCP?","bullets":["a","b"],"text":"- a"}]}',
    questions: [{ text: 'What is TCP?', reference: 'a\nb' }],
  },
  {
    name: 'rows.jsonl',
    text: '{"text":"Explain it.","question":true,"reference":"r"}\n{"text":"I did.","question":false}\n{broken',
    questions: [{ text: 'Explain it.', reference: 'r' }],
  },
])('reads questions from $name', async ({ name, text, questions }) => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  expect(await readQuestionSet(file)).toEqual(questions);
});

test('an unreadable or empty set of questions is reported', async () => {
  await expect(readQuestionSet(path.join(folder, 'absent.json'))).rejects.toMatchObject({
    code: 'bad-argument',
  });
  const file = path.join(folder, 'empty.txt');
  await writeFile(file, '\n');
  await expect(readQuestionSet(file)).rejects.toMatchObject({ code: 'bad-argument' });
  expect((await readQuestionSet()).length).toBeGreaterThan(10);
});

test('measures what a model made of its questions, failures included', async () => {
  const answers = new Map([
    ['good?', '- handshake opens\n- bytes ordered'],
    ['chatty?', 'Sure:\n- handshake'],
  ]);
  await using fake = await startFakeOllama({ models: [{ name: 'toy', sizeBytes: 7 }], answers });
  await using server = openOllamaServer({
    baseUrl: fake.url,
    permitCount: 1,
    allowRemoteModels: false,
    contextTokenCount: 4_096,
    clock: systemClock,
    log: silentLogger,
  });
  const questions = [
    { text: 'good?', reference: 'handshake, bytes' },
    { text: 'chatty?', reference: 'handshake, bytes' },
  ];
  const contestant = {
    server,
    model: await server.open('toy'),
    wasLoaded: false,
    memoryBytes: async (signal: AbortSignal) => (await server.running?.(signal))?.[0]?.sizeBytes,
  };
  const figures = await measureModel(contestant, questions, new AbortController().signal, () => undefined);
  expect(figures).toMatchObject({
    name: 'toy',
    backend: 'ollama',
    memoryBytes: 7,
    answerCount: 2,
    contractViolations: 1,
    violations: { 'text around the bullets': 1 },
    keywordRecall: 0.75,
    failures: {},
  });

  fake.removeModel('toy');
  const gone = await measureModel(contestant, questions, new AbortController().signal, () => undefined);
  expect(gone).toMatchObject({ answerCount: 0, firstTokenMs: null, failures: { 'model-missing': 1 } });
});
