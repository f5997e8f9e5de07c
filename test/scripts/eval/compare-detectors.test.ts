import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareDetectors } from '../../../scripts/eval/compare-detectors.ts';
import { asked, stated } from './sentences.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-compare-detectors-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a recorded call is replayed, and shows where two detectors differ', async () => {
  const call = path.join(directory, 'call.json');
  await writeFile(
    call,
    JSON.stringify({
      utterances: [
        ...asked.map((text) => ({ speaker: 'A', text, kind: 'question' })),
        ...stated.map((text) => ({ speaker: 'A', text, kind: 'statement' })),
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
