import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../engine/base/engine-error.ts';
import { compareDetectors } from '../../scripts/eval/compare-detectors.ts';
import { evaluateQuestions, printQuestions } from '../../scripts/eval/questions.ts';
import { readRuns, runLogPath } from '../../scripts/train/run-log.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-experiments-'));
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

async function rowsFile(isTurned: boolean): Promise<string> {
  const rows = [...asked, ...told].map((text, index) => ({
    id: `r${index}`,
    source: 'made-up',
    text,
    asr: text,
    question: asked.includes(text) !== isTurned,
  }));
  const file = path.join(directory, 'rows.jsonl');
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  return file;
}

const env = (): NodeJS.ProcessEnv => ({ SOTTO_DATA_DIR: directory });

describe('eval questions', () => {
  test('judges unseen rows by the shipped weights, writes the run down and prints a table', async () => {
    const report = await evaluateQuestions(await rowsFile(false), { env: env() });
    expect(report.scoring).toEqual({ outOfFold: 0, unseen: 9 });
    expect(report.all).toMatchObject({ n: 9, positives: 4, baseline: 4 / 9, prAuc: 1 });
    expect(Object.keys(report.bySource)).toEqual(['made-up']);
    const runs = await readRuns(runLogPath(env()));
    expect(runs.map((run) => [run.kind, run.metrics['all.prAuc']])).toEqual([['eval questions', 1]]);
    const lines: string[] = [];
    printQuestions(report, (line) => lines.push(line));
    expect(lines.some((line) => line.startsWith('clean'))).toBe(true);
  });

  test('fails loudly where the scores are upside down', async () => {
    const failure = evaluateQuestions(await rowsFile(true), { env: env() });
    await expect(failure).rejects.toThrow(EngineError);
    await expect(failure).rejects.toThrow('no better than chance');
  });

  test('names the line that does not fit', async () => {
    const file = path.join(directory, 'bad.jsonl');
    await writeFile(file, '{"id":"a","text":"hi","question":false}\n{"id":"b"}\n');
    await expect(evaluateQuestions(file, { env: env() })).rejects.toThrow('Line 2');
  });
});

describe('an A/B of two detectors', () => {
  test('replays a recorded call and shows where they differ', async () => {
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
});
