import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CHAT, NEVER, SPEECH, drain, useModelStore } from './use-model-store.ts';

const used = useModelStore();

test('A downloaded model is present and resolves to its verified file', async () => {
  await drain(used.store.download('speech', 'small', NEVER));
  expect((await used.store.list('speech'))[0]).toMatchObject({ isPresent: true, partialBytes: 0 });
  const resolved = await used.store.resolve('speech', 'small');
  expect(resolved).toBe(used.models('speech', 'ggml-small.bin'));
  expect(await readFile(resolved)).toEqual(SPEECH);
  expect(await used.store.resolve('speech', 'ggml-small.bin')).toBe(resolved);
});

test('A damaged model is refused before anything loads it', async () => {
  await drain(used.store.download('speech', 'small', NEVER));
  const flipped = Buffer.from(SPEECH);
  flipped[100_000] = 0;
  await writeFile(used.models('speech', 'ggml-small.bin'), flipped);
  await expect(used.store.resolve('speech', 'small')).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: 'small is damaged: its SHA-256 is not the published one.',
  });
});

test('A truncated model counts as not downloaded', async () => {
  await mkdir(used.models('speech'), { recursive: true });
  await writeFile(used.models('speech', 'ggml-small.bin'), SPEECH.subarray(0, 1_000));
  await expect(used.store.resolve('speech', 'small')).rejects.toMatchObject({ code: 'speech-model-missing' });
});

test('A change is found even when size and date of the file are what they were', async () => {
  await drain(used.store.download('speech', 'small', NEVER));
  const file = used.models('speech', 'ggml-small.bin');
  const date = new Date(1_700_000_000_000);
  await utimes(file, date, date);
  expect(await used.store.resolve('speech', 'small')).toBe(file);
  const flipped = Buffer.from(SPEECH);
  flipped[9] = 0;
  await writeFile(file, flipped);
  await utimes(file, date, date);
  await expect((await used.open()).resolve('speech', 'small')).rejects.toMatchObject({
    code: 'speech-model-invalid',
  });
});

test('A file that has not changed is not hashed again', async () => {
  await drain(used.store.download('speech', 'small', NEVER));
  await used.store.resolve('speech', 'small');
  // Hashing leaves a record.
  const records = await stat(used.models('verified.json'));
  await (await used.open()).resolve('speech', 'small');
  expect((await stat(used.models('verified.json'))).mtimeMs).toBe(records.mtimeMs);
});

test('A spoiled record of what was hashed does no harm', async () => {
  await drain(used.store.download('speech', 'small', NEVER));
  await writeFile(used.models('verified.json'), '{"half a rec');
  expect(await (await used.open()).resolve('speech', 'small')).toBe(used.models('speech', 'ggml-small.bin'));
});

test("A path of the user's own is taken when it is a model at all", async () => {
  const own = path.join(used.root, 'mine.gguf');
  await writeFile(own, CHAT);
  expect(await used.store.resolve('chat', own)).toBe(own);
  await expect(used.store.resolve('speech', own)).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: 'This is a GGUF file, which holds a chat model; speech needs a ggml whisper model.',
  });
  await expect(used.store.resolve('chat', path.join(used.root, 'absent.gguf'))).rejects.toMatchObject({
    code: 'model-missing',
  });
  await expect(used.store.resolve('sherpa-onnx', used.root)).rejects.toMatchObject({
    code: 'speech-model-invalid',
  });
});

test('An unknown name says how to see the names', async () => {
  await expect(used.store.resolve('speech', 'huge')).rejects.toMatchObject({
    code: 'speech-model-missing',
    message: 'There is no model called huge.',
    remedy:
      'Run `npm run -s sotto -- speech-models` to see the models, and `npm run -s sotto -- speech-models download NAME` to get one.',
  });
  expect(() => used.store.download('speech', '../secrets', NEVER)).toThrow(/no model called/);
  await expect(used.store.delete('speech', '../../etc')).rejects.toMatchObject({
    code: 'speech-model-missing',
  });
});

test('A published model that is not here is to be downloaded by its name', async () => {
  await expect(used.store.resolveSpeech('big')).rejects.toMatchObject({
    code: 'speech-model-missing',
    message: 'The model big is not downloaded.',
    remedy: 'Run `npm run -s sotto -- speech-models download big` to get it.',
  });
});

test('One file of a sherpa-onnx model is not taken for another kind: its folder is asked for', async () => {
  const file = path.join(used.root, 'base-encoder.int8.onnx');
  await writeFile(file, 'weights');
  await expect(used.store.resolveSpeech(file)).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: `${file} is one file of a model; sherpa-onnx needs the folder that holds all of them.`,
    remedy: 'Give the folder.',
  });
});
