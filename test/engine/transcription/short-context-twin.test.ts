import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSpeechModelLayout } from '../../../engine/base/speech-model-file.ts';
import {
  makeShortContextTwin,
  openTwinFiles,
  sweepTwins,
} from '../../../engine/transcription/short-context-twin.ts';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-twin-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('the twin differs from its model in the length of its window and in nothing else', async () => {
  const twinPath = path.join(folder, 'twins', 'toy-512.bin');
  await makeShortContextTwin(TOY_SPEECH_MODEL, twinPath);
  const [original, twin] = await Promise.all([
    readSpeechModelLayout(TOY_SPEECH_MODEL),
    readSpeechModelLayout(twinPath),
  ]);
  expect(twin.audioContextCount).toBe(512);
  expect(twin.fileBytes).toBe(original.fileBytes - (1_500 - 512) * 96 * 4);
  const [model, twinBytes] = await Promise.all([readFile(TOY_SPEECH_MODEL), readFile(twinPath)]);
  for (const [index, tensor] of twin.tensors.entries()) {
    const source = original.tensors[index];
    if (!source) throw new Error('the twin has more tensors');
    const isPositions = tensor.name === 'encoder.positional_embedding';
    expect({ ...tensor, dataOffsetBytes: 0 }).toEqual({
      ...source,
      dataOffsetBytes: 0,
      ...(isPositions ? { shape: [96, 512], dataBytes: 512 * 96 * 4 } : {}),
    });
    const copied = twinBytes.subarray(tensor.dataOffsetBytes, tensor.dataOffsetBytes + tensor.dataBytes);
    const expected = model.subarray(source.dataOffsetBytes, source.dataOffsetBytes + tensor.dataBytes);
    expect(copied.equals(expected), tensor.name).toBe(true);
  }
});

test('a twin that is there is kept, a broken one is made anew, and a twin has no twin', async () => {
  const twinPath = path.join(folder, 'toy-512.bin');
  await writeFile(twinPath, 'half a twin');
  await makeShortContextTwin(TOY_SPEECH_MODEL, twinPath);
  const first = await readFile(twinPath);
  await makeShortContextTwin(path.join(folder, 'gone.bin'), twinPath);
  expect((await readFile(twinPath)).equals(first)).toBe(true);
  await expect(makeShortContextTwin(twinPath, `${twinPath}.twin`)).rejects.toMatchObject({
    code: 'speech-model-invalid',
  });
});

test('no twin is written where the disk would be left without room', async () => {
  const twinPath = path.join(folder, 'cache', 'toy-512.bin');
  const asked: string[] = [];
  const freeBytes = async (cacheFolder: string): Promise<number> => {
    asked.push(cacheFolder);
    return 100_000_000;
  };
  await expect(makeShortContextTwin(TOY_SPEECH_MODEL, twinPath, { freeBytes })).rejects.toMatchObject({
    code: 'disk-full',
  });
  expect(asked).toEqual([path.dirname(twinPath)]);
  expect(await readdir(path.dirname(twinPath))).toEqual([]);
});

test('a sweep keeps the twin of a model that is there, with its record, and everything of others', async () => {
  const { modelPath, cache } = await withTwin();
  await writeFile(path.join(cache, 'answers-1-2.json'), '{}');
  const before = await readdir(cache);
  expect(before).toHaveLength(4);
  await sweepTwins(cache);
  expect(await readdir(cache)).toEqual(before);
  expect(await readFile(modelPath)).toHaveLength((await readFile(TOY_SPEECH_MODEL)).length);
});

test.each([
  ['was deleted', (modelPath: string) => rm(modelPath)],
  ['was changed', (modelPath: string) => utimes(modelPath, 1_000, 1_000)],
])('a sweep clears away all of a twin whose model %s', async (_how, change) => {
  const { modelPath, cache } = await withTwin();
  const [twin = ''] = await readdir(cache);
  await writeFile(path.join(cache, `${twin}.part`), 'left over');
  await change(modelPath);
  await sweepTwins(cache);
  expect(await readdir(cache)).toEqual([]);
});

test('twins of a time when nothing told whose they are go too, and a missing folder is no fault', async () => {
  const cache = path.join(folder, 'cache');
  await sweepTwins(cache);
  await mkdir(cache);
  await writeFile(path.join(cache, 'base.en-147964211-1700000000000-512.bin'), 'a twin');
  await sweepTwins(cache);
  expect(await readdir(cache)).toEqual([]);
});

async function withTwin(): Promise<{ modelPath: string; cache: string }> {
  const modelPath = path.join(folder, 'ggml-mine.bin');
  const cache = path.join(folder, 'cache');
  await copyFile(TOY_SPEECH_MODEL, modelPath);
  const { twinPath, trustPath } = await openTwinFiles(modelPath, cache);
  await writeFile(trustPath, '[]');
  expect((await readSpeechModelLayout(twinPath)).audioContextCount).toBe(512);
  return { modelPath, cache };
}
