import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { evaluateQuestions, printQuestions } from '../../../scripts/eval/questions.ts';
import { readRuns, runLogPath } from '../../../scripts/train/run-log.ts';
import { asked, stated } from './sentences.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-eval-questions-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function rowsFile(isTurned: boolean): Promise<string> {
  const rows = [...asked, ...stated].map((text, index) => ({
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

test('unseen rows are judged by the shipped weights, the run is written down and a table printed', async () => {
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

test('an evaluation fails loudly where the scores are upside down', async () => {
  const failure = evaluateQuestions(await rowsFile(true), { env: env() });
  await expect(failure).rejects.toThrow(EngineError);
  await expect(failure).rejects.toThrow('no better than chance');
  await expect(failure).rejects.toMatchObject({ code: 'question-detector-unavailable' });
});

test('the line that does not fit is named', async () => {
  const file = path.join(directory, 'bad.jsonl');
  await writeFile(file, '{"id":"a","text":"hi","question":false}\n{"id":"b"}\n');
  await expect(evaluateQuestions(file, { env: env() })).rejects.toThrow('Line 2');
});
