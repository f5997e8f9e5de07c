import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSpeakerModel } from '../../../engine/formats/speaker-model-file.ts';
import { onnxWithMetadata } from '../../fakes/onnx-writer.ts';

const PUBLISHED = { framework: '3d-speaker', sample_rate: '16000', output_dim: '192' };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-speaker-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(bytes: Uint8Array): Promise<unknown> {
  const file = path.join(folder, 'model.onnx');
  await writeFile(file, bytes);
  return readSpeakerModel(file);
}

test('a published model gets the thresholds of its kind, another may bring its own', async () => {
  expect(await read(onnxWithMetadata(PUBLISHED))).toEqual({ sameScore: 0.5, otherScore: 0.3 });
  expect(await read(onnxWithMetadata({ ...PUBLISHED, cosine_same: '0.8', cosine_other: '0.65' }))).toEqual({
    sameScore: 0.8,
    otherScore: 0.65,
  });
});

test.each([
  ['0.6', '0.7'],
  ['much', '0.3'],
  ['0.8', '-1'],
  ['1.5', '0.3'],
])('thresholds that make no sense are passed over: %s and %s', async (same, other) => {
  expect(await read(onnxWithMetadata({ ...PUBLISHED, cosine_same: same, cosine_other: other }))).toEqual({
    sameScore: 0.5,
    otherScore: 0.3,
  });
});

test.each([
  ['no model at all', Buffer.from('RIFF….WAVE'), /is not an ONNX model|is .*not an ONNX model/],
  ['a model of another kind', onnxWithMetadata({ model_type: 'whisper' }), /does not name its framework/],
  [
    'a model that native code would end the process over',
    onnxWithMetadata({ framework: 'nemo', sample_rate: '16000' }),
    /does not name its output_dim/,
  ],
])('%s is refused before native code sees it', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toMatchObject({ code: 'speech-model-invalid' });
  await expect(read(bytes)).rejects.toThrow(message);
});
