import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { readSpeechModelLayout } from '../../../engine/formats/speech-model-file.ts';
import { openWhisperTranscriber } from '../../../engine/transcription/recognizers/whisper/whisper-transcriber.ts';
import { never } from '../../fakes/pass-runner-stage.ts';
import { FakeSpeechProcess } from '../../fakes/speech-process.ts';
import { segmentOf } from '../../fakes/spoken-samples.ts';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';

/** What of the speech settings reaches the speech process. */

const SPEECH = segmentOf(Int16Array.from({ length: 16_000 }, (_, index) => (index % 100) * 90));
/** The vocabulary of the first multilingual whisper models. */
const MULTILINGUAL_WORDS = 51_865;
const VOCABULARY_OFFSET_BYTES = 4;
const EMBEDDING = 'decoder.token_embedding.weight';

let folder: string;
let multilingualPath: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-whisper-settings-'));
  multilingualPath = path.join(folder, 'ggml-toy.bin');
  await writeFile(multilingualPath, await makeMultilingual());
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('language and vocabulary of each pass reach the speech process', async () => {
  expect(await askedOf(multilingualPath, { language: 'de', vocabulary: 'Sotto, Ollama' })).toMatchObject({
    language: 'de',
    prompt: 'Sotto, Ollama',
  });
  expect(await askedOf(multilingualPath, { language: 'auto', vocabulary: '' })).toMatchObject({
    language: 'auto',
    prompt: '',
  });
});

test('a model that knows English only is asked for English, with the vocabulary', async () => {
  expect(await askedOf(TOY_SPEECH_MODEL, { language: 'de', vocabulary: 'Sotto' })).toMatchObject({
    language: 'en',
    prompt: 'Sotto',
  });
});

async function askedOf(
  modelPath: string,
  settings: { readonly language: string; readonly vocabulary: string },
): Promise<unknown> {
  const clock = systemClock;
  const child = new FakeSpeechProcess({ clock, startMs: 1, passMs: 1 });
  await using transcriber = await openWhisperTranscriber({
    modelPath,
    useGpu: false,
    clock,
    log: silentLogger,
    onStateChange: () => undefined,
    spawn: () => child,
  });
  await transcriber.transcribe(SPEECH, { pass: 'final', ...settings }, never());
  return child.requests.at(-1);
}

/** The toy model with a larger table of words, whose rows are empty. */
async function makeMultilingual(): Promise<Buffer> {
  const model = await readFile(TOY_SPEECH_MODEL);
  const { tensors } = await readSpeechModelLayout(TOY_SPEECH_MODEL);
  const embedding = tensors.find(({ name }) => name === EMBEDDING);
  if (!embedding) throw new Error(`the toy model has no ${EMBEDDING}`);
  const { dataOffsetBytes, dataBytes, shape } = embedding;
  const wordCount = shape[1] ?? 0;
  model.writeInt32LE(MULTILINGUAL_WORDS, VOCABULARY_OFFSET_BYTES);
  // A tensor's sizes stand before its name, and that before its data.
  model.writeInt32LE(MULTILINGUAL_WORDS, dataOffsetBytes - EMBEDDING.length - 4);
  const endBytes = dataOffsetBytes + dataBytes;
  const rows = Buffer.alloc((dataBytes / wordCount) * (MULTILINGUAL_WORDS - wordCount));
  return Buffer.concat([model.subarray(0, endBytes), rows, model.subarray(endBytes)]);
}
