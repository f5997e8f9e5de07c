import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { command } from '../../../scripts/commands/compare.ts';
import type { ModelFigures } from '../../../scripts/eval/compare-models.ts';
import { startFakeOllama } from '../../fakes/ollama-server.ts';

interface Printed {
  readonly models: readonly ModelFigures[];
  readonly baselines: readonly { readonly ranAt: string; readonly figures: ModelFigures }[];
  readonly ranAt: string;
}

let dataDir: string;
let questions: string;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-compare-'));
  questions = path.join(dataDir, 'questions.txt');
  await writeFile(questions, 'What is TCP?\nWhat is UDP?\n');
  vi.stubEnv('SOTTO_DATA_DIR', dataDir);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dataDir, { recursive: true });
});

/** @returns what was printed, and what the run ended with, if it failed. */
async function compare(
  models: string,
  json = true,
): Promise<{ readonly lines: readonly string[]; readonly error: unknown }> {
  const lines: string[] = [];
  const error = await command
    .run(['--models', models, '--questions', questions], {
      print: (line) => lines.push(line),
      note: () => undefined,
      signal: new AbortController().signal,
      json,
    })
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  return { lines, error };
}

async function printed(models: string): Promise<Printed> {
  const { lines } = await compare(models);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Printed;
}

async function startOllama() {
  const fake = await startFakeOllama({
    models: [
      { name: 'small', sizeBytes: 1_000_000 },
      { name: 'large', sizeBytes: 8_000_000 },
    ],
    answers: () => '- one\n- two\n- three',
  });
  vi.stubEnv('SOTTO_OLLAMA_URL', fake.url);
  return fake;
}

test('a model that is missing is a failed row with its cause, and the others keep theirs', async () => {
  await using _fake = await startOllama();
  const { lines, error } = await compare('gone:7b,small');
  const { models } = JSON.parse(lines[0] ?? '') as Printed;
  expect(models).toMatchObject([
    {
      name: 'gone:7b',
      answerCount: 0,
      failures: { 'model-missing': 1 },
      failure: { code: 'model-missing', message: expect.stringContaining('gone:7b') as string },
    },
    { name: 'small', answerCount: 2, failures: {} },
  ]);
  expect(models[1]).not.toHaveProperty('failure');
  // A throw is exit code 1, with the cause and the remedy in one line.
  expect(error).toMatchObject({
    code: 'model-missing',
    message: expect.stringMatching(/^gone:7b failed: /) as string,
    remedy: expect.stringContaining('pull gone:7b') as string,
  });
});

test('a server that goes away between two models loses no row', async () => {
  await using fake = await startOllama();
  fake.addFault({ kind: 'reply', status: 500, body: 'oops' }, { path: '/api/version', times: 1 });
  const { lines, error } = await compare('large,small', false);
  const table = lines.map((line) => line.replaceAll(/\s+/g, ' '));
  expect(table).toContain('outcome failed answered');
  expect(table).toContain('answers 0 of 2 2 of 2');
  expect(table.join('\n')).toMatch(/large failed: .*not Ollama/);
  expect(error).toMatchObject({ code: 'model-server-not-ollama' });
  expect(await readdir(path.join(dataDir, 'comparisons'))).toHaveLength(1);
});

test('each model is held against its own last run, not against the newest one', async () => {
  await using fake = await startOllama();
  const first = await printed('small');
  expect(first.baselines).toEqual([]);
  const second = await printed('large');
  expect(second.baselines).toEqual([]);
  // A run in which the model failed is nothing to be held against.
  fake.addFault({ kind: 'reply', status: 404, body: '{"error":"gone"}' }, { times: 1 });
  expect((await printed('small')).models[0]).toHaveProperty('failure');
  const both = await printed('small,large');
  expect(both.baselines).toEqual([
    { ranAt: first.ranAt, figures: first.models[0] },
    { ranAt: second.ranAt, figures: second.models[0] },
  ]);
});

test('load time and memory are compared with the baseline, load only when it was cold both times', async () => {
  await using fake = await startOllama();
  await compare('small');
  fake.addModel({ name: 'small', sizeBytes: 2_000_000 });
  const warm = (await compare('small', false)).lines.at(-1);
  expect(warm).toMatch(/^small against its run of .*memory MB 1 → 2 \(\+100 %\)/);
  expect(warm).not.toContain('load ms');
  fake.unload();
  expect((await compare('large', false)).lines.at(-1)).not.toContain('against');
  fake.unload();
  expect((await compare('large', false)).lines.at(-1)).toMatch(/load ms [\d.]+ → [\d.]+/);
});
