import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareDetectors } from '../../../scripts/eval/compare-detectors.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-compare-detectors-'));
});
afterEach(() => rm(directory, { recursive: true }));

const asked = ['what is a hash map', 'how do you test this', 'can you show me the price', 'why is it slow'];
const told = [
  'we use a queue',
  'i will send it',
  'that works for me',
  'the team is in berlin',
  'good morning',
];

test('a recorded call is replayed, and shows where two detectors differ', async () => {
  const call = path.join(directory, 'call.json');
  await writeFile(
    call,
    JSON.stringify({
      utterances: [
        ...asked.map((text) => ({ speaker: 'A', text, kind: 'question' })),
        ...told.map((text) => ({ speaker: 'A', text, kind: 'statement' })),
        // Without a word by which the rules know a question.
        { speaker: 'A', text: 'any experience with rust', kind: 'question' },
      ],
    }),
  );
  expect(await compareDetectors(call, { a: 'rules', b: 'trained' })).toMatchObject({
    a: 'rules',
    utterances: 10,
    bothAsk: 4,
    onlyA: [],
    onlyB: [{ text: 'any experience with rust', question: true }],
    rightWhereDifferent: { a: 0, b: 1 },
  });
});
