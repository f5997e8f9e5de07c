import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { questionModelSchema } from '../../engine/question/question-model.ts';
import { makeDataFolder, runScript } from '../e2e/run-cli.ts';

/** The training as a process, on a handful of rows beside those that are written. */

const SUBJECTS = ['the cache', 'our price', 'the contract', 'a queue', 'this plan'];
const ROWS = Array.from({ length: 60 }, (_, index) => ({
  id: `row-${index}`,
  conv: `c${index % 5}`,
  fold: index % 5,
  text: `${index % 2 === 0 ? 'what is' : 'we changed'} ${SUBJECTS[index % 5]} today`,
  question: index % 2 === 0,
}));
const INTERVIEW = { id: 'asked', text: 'tell me about tcp', question: true, topic: 'tcp' };

test('weights, fold scores and an entry of the run log come from the data that is named', async () => {
  using folder = makeDataFolder();
  const inside = (name: string): string => path.join(folder.path, name);
  writeFileSync(inside('dev.jsonl'), ROWS.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(inside('interview.jsonl'), JSON.stringify(INTERVIEW));
  const run = await runScript('train.ts', ['--out', folder.path], {
    SOTTO_QUESTION_DATA: folder.path,
    SOTTO_DATA_DIR: folder.path,
  });
  expect(run.code, run.stderr).toBe(0);
  const read = (name: string): unknown => JSON.parse(readFileSync(inside(name), 'utf8'));
  const weights = questionModelSchema.parse(read('question-detector.json'));
  expect(JSON.parse(run.stdout)).toEqual(weights.metrics);
  expect(weights.metrics).toMatchObject({ clean: { n: ROWS.length }, interview: { n: 1 } });
  expect(Object.keys(weights.dataHashes)).toEqual(['dev.jsonl', 'interview.jsonl']);
  expect(read('question-detector-fold-scores.json')).toMatchObject({ trainedOn: weights.trainedOn });
  expect(read('experiments.jsonl')).toMatchObject({
    kind: 'train questions',
    dataHashes: weights.dataHashes,
    metrics: { 'all.n': weights.metrics['all']?.['n'] },
  });
});

test('a folder without data is refused in a sentence', async () => {
  using folder = makeDataFolder();
  const run = await runScript('train.ts', ['--data', folder.path], {});
  expect([run.code, run.stdout]).toEqual([1, '']);
  expect(run.stderr.trim()).toMatch(/^The training data is not at .+ Give its folder with --data .+\.$/);
});
