import { copyFileSync, openSync, closeSync, ftruncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { makeWav } from '../engine/capture/make-wav.ts';
import { readSamples, sampleNamed, spokenSamples } from '../fakes/spoken-samples.ts';
import { toTelephoneRate } from '../fakes/telephone-sound.ts';
import { toyAnswers, toyChat } from '../fakes/toy-chat.ts';
import { DEMO_SPEECH_MODEL, eventsOf, fixturePath, makeDataFolder, runCli } from './run-cli.ts';

/** Nothing listens there. */
const NO_SERVER_URL = 'http://127.0.0.1:54321';

test('the same question again is answered from the cache, also by another process', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  using data = makeDataFolder();
  const environment = { SOTTO_DATA_DIR: data.path, SOTTO_OLLAMA_URL: ollama.url };
  const [first, second] = [
    await runCli(['ask', 'What is TCP?', '--json'], environment),
    await runCli(['ask', 'what is tcp', '--json'], environment),
  ];
  const bullets = toyChat.entries[0]?.bullets;
  const answersOf = (run: typeof first) =>
    eventsOf(run.events(), 'answer.completed').map((event) => ({
      path: event.path,
      status: event.status,
      bullets: event.bullets,
    }));
  expect(answersOf(first)).toEqual([{ path: 'live', status: 'complete', bullets }]);
  expect(answersOf(second)).toEqual([{ path: 'cached', status: 'complete', bullets }]);
  expect([first.code, second.code]).toEqual([0, 0]);
});

test('spoken samples are transcribed exactly, and silence and noise give no word', async () => {
  using data = makeDataFolder();
  const environment = { SOTTO_DATA_DIR: data.path, SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL };
  const chosen = spokenSamples.filter((sample, index) => index % 8 === 0 || sample.text === '');
  const results: { text: string; expected: string }[] = [];
  for (const sample of chosen) {
    const run = await runCli(
      ['transcribe', fixturePath(path.join('samples', sample.file)), '--json'],
      environment,
    );
    results.push({ text: (JSON.parse(run.stdout) as { text: string }).text, expected: sample.text });
  }
  expect(results.filter(({ text, expected }) => text !== expected)).toEqual([]);
});

// The toy model was never taught telephone sound; these are questions that it knows by their lower half too.
test.each(['how-does-a-hash-map-work', 'how-would-you-design-a-rate-limiter'])(
  'a telephone recording at 8 kHz is transcribed: %s',
  async (name) => {
    using data = makeDataFolder();
    const sample = sampleNamed(name);
    const telephone = toTelephoneRate(readSamples(sample));
    const wav = path.join(data.path, 'telephone.wav');
    writeFileSync(
      wav,
      makeWav(
        Array.from(telephone, (value) => value / 0x7fff),
        { rateHz: 8_000 },
      ),
    );
    const run = await runCli(['transcribe', wav, '--json'], {
      SOTTO_DATA_DIR: data.path,
      SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
    });
    const { text, turns } = JSON.parse(run.stdout) as { text: string; turns: { startMs: number }[] };
    expect(text).toBe(sample.text);
    expect(Math.abs((turns[0]?.startMs ?? Number.NaN) - sample.startMs)).toBeLessThan(500);
  },
);

test.each([
  { name: 'a file that is missing', args: ['transcribe', 'no-such-file.wav'], words: /no-such-file\.wav/ },
  { name: 'a file that is not audio', args: ['transcribe', 'package.json'], words: /not in an audio format/ },
  {
    name: 'no speech model',
    args: ['transcribe', fixturePath('samples/silence-5s.wav')],
    words: /speech model/i,
  },
  { name: 'no Ollama', args: ['ask', 'What is TCP?'], words: /Ollama|model/ },
  { name: 'no consent', args: ['listen', '--source', 'mic'], words: /agree/i },
])('$name ends with exit code 1 and one line that names cause and remedy', async ({ args, words }) => {
  using data = makeDataFolder();
  const run = await runCli(args, { SOTTO_DATA_DIR: data.path, SOTTO_OLLAMA_URL: NO_SERVER_URL });
  expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 1, stdout: '' });
  const lines = run.stderr.trim().split('\n');
  expect(lines, run.stderr).toHaveLength(1);
  expect(lines[0]).toMatch(words);
  expect(lines[0]).not.toMatch(/ at file:|Error:/);
});

test.each([
  { name: 'an empty WAV', make: emptyWav, words: /empty|no sound/i },
  { name: 'a truncated speech model', make: truncatedModel, words: /speech model|model/i },
])('$name is refused with its reason', async ({ make, words }) => {
  using data = makeDataFolder();
  const { wav, model } = make(data.path);
  const run = await runCli(['transcribe', wav, '--json'], {
    SOTTO_DATA_DIR: data.path,
    SOTTO_SPEECH_MODEL: model,
  });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(words);
});

test.each([[['listen']], [['frobnicate']], [['ask']], [['transcribe', '--nonsense', 'a.wav']], [[]]])(
  'bad usage %j ends with exit code 2',
  async (args) => {
    using data = makeDataFolder();
    const run = await runCli(args, { SOTTO_DATA_DIR: data.path });
    expect({ code: run.code, stdout: run.stdout === '' || args.length === 0 }).toEqual({
      code: 2,
      stdout: true,
    });
  },
);

test('models without a server names both ways to one', async () => {
  using data = makeDataFolder();
  const run = await runCli(['models'], { SOTTO_DATA_DIR: data.path, SOTTO_OLLAMA_URL: NO_SERVER_URL });
  expect({ code: run.code, stderr: run.stderr.trim() }).toEqual({
    code: 1,
    stderr: `No model server answers at ${NO_SERVER_URL}. Start Ollama. Or get a model that needs no server: \`npm run -s sotto -- speech-models download NAME --kind chat\`.`,
  });
});

test('the doctor ends each sentence with one full stop', async () => {
  using data = makeDataFolder();
  const run = await runCli(['doctor'], { SOTTO_DATA_DIR: data.path, SOTTO_OLLAMA_URL: NO_SERVER_URL });
  expect(run.stdout).toContain(
    `missing  Ollama: No model server answers at ${NO_SERVER_URL}. Start Ollama.\n`,
  );
  expect(run.stdout).not.toContain('..');
});

test('the doctor finds what is missing and says what to do', async () => {
  using data = makeDataFolder();
  const run = await runCli(['doctor', '--json'], {
    SOTTO_DATA_DIR: data.path,
    SOTTO_OLLAMA_URL: NO_SERVER_URL,
  });
  const { findings } = JSON.parse(run.stdout) as {
    findings: { part: string; status: string; remedy?: string }[];
  };
  const statusOf = (part: string) => findings.find((finding) => finding.part === part)?.status;
  expect([statusOf('data folder'), statusOf('speech model'), statusOf('Ollama')]).toEqual([
    'works',
    'missing',
    'missing',
  ]);
  expect(findings.filter(({ status, remedy }) => status !== 'works' && !remedy)).toEqual([]);
});

function emptyWav(folder: string): { wav: string; model: string } {
  const wav = path.join(folder, 'empty.wav');
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  writeFileSync(wav, header);
  return { wav, model: DEMO_SPEECH_MODEL };
}

function truncatedModel(folder: string): { wav: string; model: string } {
  const model = path.join(folder, 'ggml-truncated.bin');
  copyFileSync(DEMO_SPEECH_MODEL, model);
  const file = openSync(model, 'r+');
  ftruncateSync(file, 1_000_000);
  closeSync(file);
  return { wav: fixturePath('samples/yes--en-us-f3-174.wav'), model };
}
