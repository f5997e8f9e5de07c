import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { sampleNamed } from '../fakes/spoken-samples.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { DEMO_SPEECH_MODEL, fixturePath, makeDataFolder, runCli } from './run-cli.ts';

const question = sampleNamed('what-is-tcp');
const statement = sampleNamed('our-team-has-twelve-engineers');

test('eval call plays both channels and prints exactly its figures', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  using data = makeDataFolder();
  const reference = path.join(data.path, 'call.json');
  const utterances = [
    { channel: 'them', ...question, kind: 'question', expects: 'answer', keyFacts: ['protocol'] },
    { channel: 'me', ...statement, kind: 'statement', expects: 'none' },
  ];
  writeFileSync(reference, JSON.stringify({ utterances }));
  const sample = (file: string): string => fixturePath(path.join('samples', file));
  const run = await runCli(
    ['eval', 'call', reference, '--them', sample(question.file), '--me', sample(statement.file), '--json'],
    { SOTTO_DATA_DIR: data.path, SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL, SOTTO_OLLAMA_URL: ollama.url },
  );
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toEqual({
    utterances: 2,
    wer: 0,
    questions: { expected: 1, found: 1, falseAlarms: 0 },
    answers: { expected: 1, completed: 1, withKeyFact: 1, cutBullets: 0, echoes: 0 },
    finalTextMs: { p50: expect.any(Number), p95: expect.any(Number) },
    firstBulletMs: { p50: expect.any(Number), p95: expect.any(Number) },
    cutOffs: 0,
    lostUtterances: 0,
    paths: {
      live: expect.any(Number),
      prepared: expect.any(Number),
      cached: expect.any(Number),
    },
    models: { speech: expect.stringContaining('toy-speech'), chat: expect.stringContaining('toy:1b') },
    realTimeFactor: expect.any(Number),
  });
});

test('eval call says what is missing', async () => {
  using data = makeDataFolder();
  const environment = { SOTTO_DATA_DIR: data.path };
  const alone = await runCli(['eval', 'call', 'call.json'], environment);
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('--them')]);
  const nowhere = await runCli(
    ['eval', 'call', 'nowhere.json', '--them', 'nowhere.wav', '--json'],
    environment,
  );
  expect([nowhere.code, nowhere.stdout]).toEqual([1, '']);
  expect(nowhere.stderr).toMatch(/nowhere\.json cannot be read/);
  const reference = path.join(data.path, 'call.json');
  const said = { ...question, channel: 'them', endMs: 40_000, kind: 'question', expects: 'answer' };
  writeFileSync(reference, JSON.stringify({ utterances: [said] }));
  const recording = fixturePath(path.join('samples', question.file));
  const short = await runCli(['eval', 'call', reference, '--them', recording], environment);
  expect([short.code, short.stderr]).toEqual([1, expect.stringContaining('labelled until 40.0 s')]);
});

test('eval answers asks the chat model that the environment names', async () => {
  using data = makeDataFolder();
  const run = await runCli(['eval', 'answers', fixturePath('toy-chat.json')], {
    SOTTO_DATA_DIR: data.path,
    SOTTO_MODEL: '/nowhere/chosen.gguf',
  });
  expect([run.code, run.stdout, run.stderr.trim()]).toEqual([
    1,
    '',
    expect.stringMatching(/^There is no model file \/nowhere\/chosen\.gguf\. .+$/),
  ]);
});
