import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { readSpeechModelLayout } from '../../../engine/formats/speech-model-file.ts';
import { openWhisperTranscriber } from '../../../engine/transcription/recognizers/whisper/whisper-transcriber.ts';

const DEMO = path.resolve(import.meta.dirname, '../../../assets/demo');
const MODEL_PATH = path.join(DEMO, 'toy-speech.bin');
/** Where the first tensor of the toy model begins. */
const TENSORS_OFFSET_BYTES = 66_088;

let folder: string;
let model: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-model-'));
  model = await readFile(MODEL_PATH);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('the layout of a whole model is read from its file alone', async () => {
  const layout = await readSpeechModelLayout(MODEL_PATH);
  expect(layout).toMatchObject({
    fileBytes: model.length,
    isMultilingual: false,
    audioContextCount: 1_500,
    audioStateCount: 96,
  });
  expect(layout.tensors).toHaveLength(11 + 2 * 15 + 3 * 24);
  const last = layout.tensors.at(-1);
  expect((last?.dataOffsetBytes ?? 0) + (last?.dataBytes ?? 0)).toBe(model.length);
});

test('a file that is not there and a folder are refused', async () => {
  await expect(readSpeechModelLayout(path.join(folder, 'nothing.bin'))).rejects.toMatchObject({
    code: 'speech-model-missing',
  });
  await expect(readSpeechModelLayout(folder)).rejects.toMatchObject({ code: 'speech-model-invalid' });
});

test.each([
  ['an empty file', Buffer.alloc(0), /empty/],
  ['a web page', Buffer.from('<!doctype html><html><body>Sign in</body></html>'), /web page/],
  ['noise', Buffer.alloc(10_000, 0x5a), /not a ggml whisper model/],
  ['three bytes', Buffer.from('lmg'), /cut off/],
])('%s is refused by what it is', async (_name, bytes, message) => {
  await expect(layoutOf(bytes)).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: expect.stringMatching(message) as unknown,
  });
});

test('a header with any bit flipped is refused', async () => {
  const accepted: number[] = [];
  for (let bitIndex = 0; bitIndex < 48 * 8; bitIndex += 1) {
    const flipped = Buffer.from(model);
    flipped[bitIndex >> 3] = (model[bitIndex >> 3] ?? 0) ^ (1 << (bitIndex & 7));
    const layout = await layoutOf(flipped).catch(() => undefined);
    if (layout) accepted.push(bitIndex);
  }
  expect(accepted).toEqual([]);
});

test('a chat model is refused by name', async () => {
  await expect(readSpeechModelLayout(path.join(DEMO, 'toy-chat.gguf'))).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: expect.stringContaining('GGUF') as unknown,
  });
});

test('a model cut off anywhere is refused', async () => {
  const cuts = [5, 47, 60, 5_000, TENSORS_OFFSET_BYTES - 1, TENSORS_OFFSET_BYTES + 10, model.length - 1];
  const more = Array.from({ length: 40 }, (_, index) => Math.floor((model.length * (index + 1)) / 41));
  for (const lengthBytes of [...cuts, ...more]) {
    await expect(layoutOf(model.subarray(0, lengthBytes)), `cut after ${lengthBytes}`).rejects.toMatchObject({
      code: 'speech-model-invalid',
    });
  }
});

test('a flipped high bit in any header field or in a tensor’s shape is refused', async () => {
  const shapeOffsets = [0, 4, 8, 12, 16].map((offset) => TENSORS_OFFSET_BYTES + offset);
  const headerOffsets = Array.from({ length: 13 }, (_, index) => 4 * index);
  for (const offset of [...headerOffsets, ...shapeOffsets]) {
    const flipped = Buffer.from(model);
    flipped.writeUInt8(flipped.readUInt8(offset + 2) ^ 0x80, offset + 2);
    await expect(layoutOf(flipped), `bit flipped at ${offset}`).rejects.toMatchObject({
      code: 'speech-model-invalid',
    });
  }
});

test('a broken model is refused before any process is started', async () => {
  const broken = path.join(folder, 'broken.bin');
  await writeFile(broken, model.subarray(0, 1_000_000));
  const opening = openWhisperTranscriber({
    modelPath: broken,
    useGpu: false,
    clock: systemClock,
    log: silentLogger,
    onStateChange: () => expect.unreachable('nothing may start'),
    spawn: () => expect.unreachable('nothing may be spawned'),
  });
  await expect(opening).rejects.toMatchObject({ code: 'speech-model-invalid' });
});

async function layoutOf(bytes: Buffer): Promise<unknown> {
  const file = path.join(folder, 'candidate.bin');
  await writeFile(file, bytes);
  return readSpeechModelLayout(file);
}
