import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { createLogger } from '../../engine/base/logger.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { startFakeOpenAi } from '../fakes/openai-server.ts';
import { toyAnswers, toyChat } from '../fakes/toy-chat.ts';
import { startTranscriptionServer } from '../fakes/transcription-server.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath, makeDataFolder, runCli } from './run-cli.ts';
import { filesWith } from '../fakes/files-with.ts';

const CANARY = 'canary-0123456789';
const SAMPLE = fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav');
const BULLETS = toyChat.entries.find(({ id }) => id === 'what-is-tcp')?.bullets;

const protectedOllama = () =>
  startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers, token: CANARY });
const setToken = (run: EngineInTest, service: 'model' | 'speech', token: string): Promise<void> =>
  run.engine.execute({ type: 'set-access-token', service, token });
const stateOf = (run: EngineInTest, component: string) =>
  eventsOf(run.events, 'component.changed').findLast(({ state }) => state.component === component)?.state;
const reaches = async (run: EngineInTest, component: string, status: string): Promise<void> => {
  await expect.poll(() => stateOf(run, component)?.status).toBe(status);
};

const listen = async (run: EngineInTest): Promise<void> => {
  const source = await openFileSource({ path: SAMPLE, channel: 'them', isFast: true, clock: systemClock });
  await run.engine.listenTo([source], { isDemo: false, isPaced: true }).done;
};

test('a token that is entered, replaced and removed is followed at once, and is in no event, line or file', async () => {
  await using ollama = await protectedOllama();
  await using speech = await startTranscriptionServer(() => Promise.resolve('What is TCP?'), CANARY);
  const lines: string[] = [];
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    log: createLogger('debug', (line) => lines.push(line)),
  });
  const patch = { speech: { recognizer: 'openai', serverUrl: speech.origin } } as const;
  await run.engine.execute({ type: 'change-settings', patch });
  await reaches(run, 'speech', 'failed');
  expect(stateOf(run, 'model')).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining(
      'wants an access token. There is no built-in model on this machine either. Enter one in Settings, Model',
    ),
    action: { label: 'Enter the token', kind: 'open-settings', target: 'model' },
  });
  expect(stateOf(run, 'speech')).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('wants an access token. Enter one in Settings, Speech'),
    action: { label: 'Enter the token', kind: 'open-settings', target: 'speech' },
  });

  await setToken(run, 'model', `wrong-${CANARY}`);
  await setToken(run, 'speech', `wrong-${CANARY}`);
  await Promise.all([reaches(run, 'model', 'starting'), reaches(run, 'speech', 'starting')]);
  await Promise.all([reaches(run, 'model', 'failed'), reaches(run, 'speech', 'failed')]);
  expect(stateOf(run, 'model')?.reason).toContain(
    'refused the access token. There is no built-in model on this machine either. Enter a valid token',
  );
  expect(stateOf(run, 'speech')?.reason).toContain('refused the access token. Enter a valid token');

  await setToken(run, 'model', CANARY);
  await setToken(run, 'speech', CANARY);
  await Promise.all([reaches(run, 'model', 'ready'), reaches(run, 'speech', 'ready')]);
  await listen(run);
  await run.engine.answered();
  expect(eventsOf(run.events, 'answer.completed').map(({ bullets }) => bullets)).toEqual([BULLETS]);

  // The server takes the token back for a while.
  speech.script.push({ kind: 'status', statusCode: 403 });
  await listen(run);
  expect(stateOf(run, 'speech')).toMatchObject({ status: 'failed', action: { label: 'Enter the token' } });
  await listen(run);
  expect(stateOf(run, 'speech')).toMatchObject({ status: 'ready' });

  await setToken(run, 'model', '');
  await reaches(run, 'model', 'failed');
  expect(eventsOf(run.events, 'access-token.changed').filter(({ service }) => service === 'model')).toEqual(
    [
      { keptIn: 'nowhere', origins: [] },
      { keptIn: 'memory', origins: [ollama.url] },
      { keptIn: 'memory', origins: [ollama.url] },
      { keptIn: 'nowhere', origins: [] },
    ].map((facts) => expect.objectContaining({ ...facts, detail: '' }) as object),
  );
  await run.engine[Symbol.asyncDispose]();
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.includes(CANARY))).toEqual([]);
  expect(JSON.stringify(run.events)).not.toContain(CANARY);
  expect(filesWith(CANARY, run.dataDir)).toEqual([]);
});

test('a server whose address is entered later gets no token of the one before', async () => {
  await using first = await startFakeOpenAi({ models: ['toy'], token: CANARY });
  await using second = await startFakeOpenAi({ models: ['toy'], token: CANARY });
  await using ollama = await startFakeOllama();
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    settings: { model: { backend: 'openai', openaiUrls: [first.url] } },
  });
  const moveTo = (...openaiUrls: string[]) =>
    run.engine.execute({ type: 'change-settings', patch: { model: { openaiUrls } } });
  await setToken(run, 'model', CANARY);
  await reaches(run, 'model', 'ready');
  await moveTo(second.url);
  await reaches(run, 'model', 'failed');
  expect(stateOf(run, 'model')?.reason).toMatch(
    /yours was entered for another address\. Enter the token for this address/,
  );
  expect(new Set(second.requests.map(({ authorization }) => authorization))).toEqual(new Set([undefined]));

  // The token follows the address, even when both come at once.
  await Promise.all([moveTo(second.url, first.url), setToken(run, 'model', CANARY)]);
  await reaches(run, 'model', 'ready');
  expect(second.requests.at(-1)?.authorization).toBe(`Bearer ${CANARY}`);
});

test('ask reaches a protected server with the token of the environment, and says so when it is missing', async () => {
  await using ollama = await protectedOllama();
  using data = makeDataFolder();
  const environment = { SOTTO_DATA_DIR: data.path, SOTTO_OLLAMA_URL: ollama.url };
  const missing = await runCli(['ask', 'What is TCP?'], environment);
  expect({ code: missing.code, stdout: missing.stdout, stderr: missing.stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: `The model server at 127.0.0.1:${ollama.port} wants an access token. There is no built-in model on this machine either. Enter one in Settings, Model, or set SOTTO_MODEL_TOKEN.\n`,
  });
  const wrong = await runCli(['ask', 'What is TCP?'], {
    ...environment,
    SOTTO_MODEL_TOKEN: `no-${CANARY}`,
    SOTTO_LOG: 'debug',
  });
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('refused the access token')]);
  expect(wrong.stderr).not.toContain(CANARY);
  const right = await runCli(['ask', 'What is TCP?', '--json'], {
    ...environment,
    SOTTO_MODEL_TOKEN: CANARY,
    SOTTO_LOG: 'debug',
  });
  expect([right.code, eventsOf(right.events(), 'answer.completed')[0]?.bullets]).toEqual([0, BULLETS]);
  expect(right.stdout + right.stderr).not.toContain(CANARY);
  expect(filesWith(CANARY, data.path)).toEqual([]);
});

test.each([
  ['models', '--json'],
  ['doctor', '--json'],
  ['compare', '--models', 'toy:1b', '--json'],
])('%s reaches it too and shows nothing of the token', async (...args) => {
  await using ollama = await protectedOllama();
  using data = makeDataFolder();
  const environment = { SOTTO_DATA_DIR: data.path, SOTTO_OLLAMA_URL: ollama.url };
  const run = await runCli(args, { ...environment, SOTTO_MODEL_TOKEN: CANARY });
  expect([run.code, run.stdout], run.stderr).toEqual([0, expect.stringContaining('toy:1b')]);
  expect(run.stdout + run.stderr).not.toContain(CANARY);
  expect(filesWith(CANARY, data.path)).toEqual([]);
});

test('transcribe reaches a protected speech server with the token of the environment', async () => {
  await using server = await startTranscriptionServer(() => Promise.resolve('What is TCP?'), CANARY);
  using data = makeDataFolder();
  const speech = { ...defaultSettings.speech, recognizer: 'openai', serverUrl: server.origin };
  writeFileSync(path.join(data.path, 'settings.json'), JSON.stringify({ ...defaultSettings, speech }));
  const environment = { SOTTO_DATA_DIR: data.path };
  const missing = await runCli(['transcribe', SAMPLE], environment);
  expect([missing.code, missing.stderr]).toEqual([
    1,
    expect.stringMatching(/^The speech server at \S+ wants an access token\. .* SOTTO_SPEECH_TOKEN\.\n$/),
  ]);
  const right = await runCli(['transcribe', SAMPLE], { ...environment, SOTTO_SPEECH_TOKEN: CANARY });
  expect([right.code, right.stdout], right.stderr).toEqual([0, expect.stringContaining('What is TCP?')]);
  expect(right.stderr).not.toContain(CANARY);
});

test('a program that the user has listen for them inherits no token', async () => {
  using data = makeDataFolder();
  const seen = path.join(data.path, 'seen');
  const program = `require('node:fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env)); console.log('Hello.');`;
  const command = [process.execPath, '-e', program, '{wav}'];
  const speech = { ...defaultSettings.speech, recognizer: 'command', command };
  writeFileSync(path.join(data.path, 'settings.json'), JSON.stringify({ ...defaultSettings, speech }));
  const run = await runCli(['transcribe', SAMPLE], {
    SOTTO_DATA_DIR: data.path,
    SOTTO_MODEL_TOKEN: CANARY,
    SOTTO_SPEECH_TOKEN: CANARY,
  });
  expect([run.code, run.stdout], run.stderr).toEqual([0, expect.stringContaining('Hello.')]);
  expect(JSON.parse(readFileSync(seen, 'utf8'))).toHaveProperty('SOTTO_DATA_DIR');
  expect(filesWith(CANARY, data.path)).toEqual([]);
});
