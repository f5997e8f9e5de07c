import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { openCommandTranscriber } from '../../engine/transcription/recognizers/command/command-transcriber.ts';
import { openOpenaiTranscriber } from '../../engine/transcription/recognizers/openai/openai-transcriber.ts';
import { openSherpaOnnxTranscriber } from '../../engine/transcription/recognizers/sherpa-onnx/sherpa-onnx-transcriber.ts';
import { openWhisperNodeTranscriber } from '../../engine/transcription/recognizers/whisper-node/whisper-node-transcriber.ts';
import { realModel } from '../fakes/real-models.ts';
import { sampleNamed, spokenSegment } from '../fakes/spoken-samples.ts';
import { recognizePcm, TOY_SPEECH_MODEL } from '../fakes/toy-recognizer.ts';
import { writeToyStreamingModel } from '../fakes/toy-streaming-model.ts';
import { startTranscriptionServer, type TranscriptionServer } from '../fakes/transcription-server.ts';
import { describeTranscriber } from './transcriber-suite.ts';

/** Every other recognizer, each with real inference behind it: whisper.cpp with the toy model. */

const common = { clock: systemClock, log: silentLogger };
/** Real models hear the synthesizer's voice less well than the toy that was made for it. */
const REAL_HEARS = { weakness: /biggest/i, start: /start/i };
const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;

let server: TranscriptionServer;
let folder: string;

beforeAll(async () => {
  server = await startTranscriptionServer(recognizePcm);
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-recognizers-'));
  await writeToyStreamingModel(folder, { isSlow: true });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describeTranscriber('an OpenAI-compatible server', () =>
  openOpenaiTranscriber({ ...common, baseUrl: server.origin, model: 'toy' }),
);

describeTranscriber('a command', () =>
  openCommandTranscriber({
    ...common,
    command: [process.execPath, pathOf('../fakes/recognizer-command.ts'), '{wav}'],
  }),
);

describeTranscriber('whisper-node', openWhisperNode);

describeTranscriber(
  'sherpa-onnx',
  () => openSherpaOnnxTranscriber({ ...common, modelDirectory: folder, threadCount: 1 }),
  // No public weights are at hand: the native code runs a model made here that says "yes" to every loud chunk.
  { hears: { weakness: /^Yes( yes)+$/, start: /^Yes( yes)+$/ } },
);

const whisper = realModel('whisperSherpa');
describeTranscriber(
  'sherpa-onnx with Whisper base',
  () => openSherpaOnnxTranscriber({ ...common, modelDirectory: whisper.path }),
  { hears: REAL_HEARS, missing: whisper.missing },
);

const moonshine = realModel('moonshine');
describeTranscriber(
  'sherpa-onnx with Moonshine base',
  () => openSherpaOnnxTranscriber({ ...common, modelDirectory: moonshine.path }),
  { hears: REAL_HEARS, missing: moonshine.missing },
);

test('whisper-node changes the working directory of its own process, not that of the engine', async () => {
  const before = process.cwd();
  await using transcriber = await openWhisperNode();
  const sample = sampleNamed('yes');
  const { text } = await transcriber.transcribe(spokenSegment(sample), FINAL, new AbortController().signal);
  expect(text).toBe(sample.text);
  expect(process.cwd()).toBe(before);
  expect(transcriber.processId).not.toBe(process.pid);
});

describeTranscriber(
  'PocketSphinx, a command of others,',
  () =>
    openCommandTranscriber({
      ...common,
      command: ['pocketsphinx_continuous', '-infile', '{wav}', '-logfn', '/dev/null'],
    }),
  {
    // It was made for other voices than a synthesizer's; these are the words that it does get.
    hears: { weakness: /^what [a-z' ]+$/, start: /\bcan start\b/ },
    missing: isInstalled('pocketsphinx_continuous') ? undefined : 'apt install pocketsphinx',
  },
);

function isInstalled(program: string): boolean {
  return spawnSync(program, ['-version'], { stdio: 'ignore' }).error === undefined;
}

function openWhisperNode() {
  return openWhisperNodeTranscriber({
    ...common,
    modelPath: TOY_SPEECH_MODEL,
    moduleName: new URL('../fakes/whisper-node/works.ts', import.meta.url).href,
  });
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
