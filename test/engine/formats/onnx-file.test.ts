import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOnnxHead } from '../../../engine/formats/onnx-file.ts';
import { writeToyStreamingModel } from '../../fakes/toy-streaming-model.ts';

const SILERO_PATH = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@ricky0123/vad-web')),
  'silero_vad_v6.onnx',
);
const HUD_IMAGE = path.resolve(import.meta.dirname, '../../../docs/images/hud.png');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-onnx-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function faultOf(bytes: Buffer): Promise<string | undefined> {
  const file = path.join(folder, 'candidate.onnx');
  await writeFile(file, bytes);
  return (await readOnnxHead(file)).fault;
}

test('A published model and the parts of a streaming one are taken', async () => {
  expect((await readOnnxHead(SILERO_PATH)).fault).toBeUndefined();
  await writeToyStreamingModel(folder);
  for (const name of ['encoder.int8.onnx', 'decoder.onnx', 'joiner.int8.onnx']) {
    expect((await readOnnxHead(path.join(folder, name))).fault, name).toBeUndefined();
  }
});

test.each([
  ['an image', () => readFile(HUD_IMAGE), 'is a PNG image, not an ONNX model'],
  [
    'a web page',
    async () => Buffer.from('\n<!doctype html><title>Sign in</title>'),
    'is a web page, not an ONNX model',
  ],
  [
    'an archive',
    async () => Buffer.from('PK\u0003\u0004 and so on'),
    'is a ZIP archive, which must be unpacked first, not an ONNX model',
  ],
  [
    'a pointer',
    async () => Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
    'is a Git LFS pointer, which only names the file, not an ONNX model',
  ],
  ['nothing', async () => Buffer.alloc(0), 'is cut off or holds no graph'],
  ['zeros', async () => Buffer.alloc(1_000), 'is not an ONNX model'],
  ['an implausible version', async () => Buffer.from([8, 0]), 'is not an ONNX model'],
])('%s under the name of a model is refused', async (_what, content, fault) => {
  expect(await faultOf(await content())).toBe(fault);
});

test('a model cut off anywhere is refused', async () => {
  const model = await readFile(SILERO_PATH);
  for (let cutCount = 0; cutCount < 40; cutCount += 1) {
    const lengthBytes = Math.floor((model.length * cutCount) / 40);
    expect(await faultOf(model.subarray(0, lengthBytes)), `cut after ${lengthBytes}`).toMatch(/^is cut off/);
  }
  expect(await faultOf(model.subarray(0, model.length - 1))).toMatch(/^is (cut off|damaged)/);
});
