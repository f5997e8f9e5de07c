import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { loadManifest } from '../../../engine/model-files/model-manifest.ts';
import { openModelStore, type ModelStore } from '../../../engine/model-files/model-store.ts';

let root: string;
let store: ModelStore;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sotto-remedies-'));
  store = await openModelStore({
    directory: path.join(root, 'models'),
    manifest: await loadManifest(),
    log: silentLogger,
    clock: systemClock,
  });
});
afterEach(() => rm(root, { recursive: true }));

test('A known model that is not here is to be downloaded by its name', async () => {
  await expect(store.resolveSpeech('whisper-base')).rejects.toMatchObject({
    code: 'speech-model-missing',
    message: 'The model whisper-base is not downloaded.',
    remedy: 'Run `npm run -s sotto -- speech-models download whisper-base` to get it.',
  });
});

test('One file of a sherpa-onnx model is not taken for another kind: its folder is asked for', async () => {
  const file = path.join(root, 'base-encoder.int8.onnx');
  await writeFile(file, 'weights');
  await expect(store.resolveSpeech(file)).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: `${file} is one file of a model; sherpa-onnx needs the folder that holds all of them.`,
    remedy: 'Give the folder.',
  });
});
