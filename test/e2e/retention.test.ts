import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_CACHE_LIMITS, openAnswerCache } from '../../engine/answer/answer-cache.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { HISTORY_FILE_NAME, openHistory } from '../../engine/history/history-store.ts';
import { transcriptOf } from '../engine/history/samples.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

const DAY_MS = 86_400_000;

test('once retention is set to session, no question or answer reaches the disk, and cached answers leave it', async () => {
  await using ollama = await startFakeOllama({
    models: [{ name: 'toy:1b' }],
    answers: (messages) =>
      `- Answer to ${messages.at(-1)?.content.match(/zebra|walrus/i)?.[0] ?? 'nothing'} it is`,
  });
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  const ask = async (text: string): Promise<void> => {
    const answeredCount = eventsOf(run.events, 'answer.completed').length;
    await run.engine.execute({ type: 'ask', text });
    await expect.poll(() => eventsOf(run.events, 'answer.completed').length).toBeGreaterThan(answeredCount);
  };
  await ask('What is a zebra?');
  await run.engine.execute({ type: 'change-settings', patch: { privacy: { retention: 'session' } } });
  await ask('What is a walrus?');
  await run.engine[Symbol.asyncDispose]();

  const files = filesUnder(run.dataDir);
  expect(files.filter(({ text }) => /walrus/i.test(text)).map(({ name }) => name)).toEqual([]);
  expect(files.filter(({ name, text }) => name === 'answers.json' && /zebra/i.test(text))).toEqual([]);
});

test('retention of the session is refused with the reason while cached answers cannot leave the disk', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: () => '- one' });
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  // A folder in the place of the file stays, for any user and on any system.
  const inTheWay = path.join(run.dataDir, 'answers.json');
  await mkdir(inTheWay);
  const change = { type: 'change-settings', patch: { privacy: { retention: 'session' } } } as const;
  await expect(run.engine.execute(change)).rejects.toMatchObject({
    code: 'settings-unwritable',
    message: expect.stringContaining('cached answers of before are still on the disk'),
  });
  expect(run.engine.settings().privacy.retention).toBe('session');
  await rm(inTheWay, { recursive: true });
});

test('with retention of the session, calls kept before stay until every call is wiped', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: () => '- one' });
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { privacy: { retention: 'session', wipeScope: 'all-calls' } },
    prepare: (dataDir) => leaveCall(dataDir, 400, 'walrus'),
  });
  const holding = (): readonly string[] =>
    filesUnder(run.dataDir)
      .filter(({ text }) => /walrus/i.test(text))
      .map(({ name }) => name);
  await expect.poll(holding).toEqual(['history.db']);
  await run.engine.execute({ type: 'wipe' });
  expect(holding()).toEqual([]);
});

test('at its start the engine deletes what is older than calls are kept, and says so in its log', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: () => '- one' });
  const reported: string[] = [];
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { privacy: { retention: '30-days' } },
    log: { ...silentLogger, info: (message) => reported.push(message) },
    prepare: async (dataDir) => {
      await leaveCall(dataDir, 31, 'walrus');
      await leaveCall(dataDir, 29, 'zebra');
      await writeFile(
        path.join(dataDir, 'question-labels.jsonl'),
        [31, 29]
          .map((days) => ({ atMs: Date.now() - days * DAY_MS, logOdds: 1, isQuestion: true }))
          .map((label, index) => `${JSON.stringify({ ...label, text: ['walrus?', 'zebra?'][index] })}\n`)
          .join(''),
      );
    },
  });
  await expect.poll(() => reported).toContain('calls past their time were deleted');
  const files = filesUnder(run.dataDir);
  expect(files.filter(({ text }) => /walrus/i.test(text)).map(({ name }) => name)).toEqual([]);
  expect(
    ['history.db', 'answers.json', 'question-labels.jsonl'].filter((kept) =>
      files.some(({ name, text }) => name.startsWith(kept) && text.includes('zebra')),
    ),
  ).toEqual(['history.db', 'answers.json', 'question-labels.jsonl']);
});

/** What a run of so many days ago keeps of a call. */
async function leaveCall(dataDir: string, days: number, word: string): Promise<void> {
  const clock = { ...systemClock, wallMs: () => Date.now() - days * DAY_MS };
  const deps = { clock, log: silentLogger };
  using history = openHistory({ path: path.join(dataDir, HISTORY_FILE_NAME), ...deps });
  history.appendTranscript(transcriptOf('t1', `A ${word} was seen`));
  await using cache = await openAnswerCache({
    path: path.join(dataDir, 'answers.json'),
    limits: DEFAULT_CACHE_LIMITS,
    ...deps,
  });
  const space = { modelId: 'a', templateHash: 't', contextHash: 'c', language: 'en' };
  cache.put(space, { text: `What is a ${word}?` }, { bullets: [word], model: 'a' });
}

function filesUnder(folder: string): readonly { name: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => ({ name: path.basename(file), text: readFileSync(file, 'latin1') }));
}
