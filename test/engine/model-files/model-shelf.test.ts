import { mkdir, writeFile } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { fileBytes, ModelShelf } from '../../../engine/model-files/model-shelf.ts';
import { PART, SPEECH, useModelStore } from './use-model-store.ts';

const used = useModelStore();
let shelf: ModelShelf;
beforeEach(() => {
  shelf = new ModelShelf(used.models(), used.manifest());
});

const found = (kind: 'speech' | 'sherpa-onnx', name: string) => {
  const model = shelf.find(kind, name);
  if (!model) throw new Error(`no ${name}`);
  return model;
};

test('a model of one file is that file, and one of several a folder of them, in the order of the manifest', () => {
  expect(shelf.filePaths(found('speech', 'small'))).toEqual([used.models('speech', 'ggml-small.bin')]);
  expect(shelf.pathOf(found('sherpa-onnx', 'flow'))).toBe(used.models('sherpa-onnx', 'flow'));
  expect(shelf.filePaths(found('sherpa-onnx', 'flow'))).toEqual(
    ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'].map((name) =>
      used.models('sherpa-onnx', 'flow', name),
    ),
  );
});

test('a model is found by its name or its file’s, among those of its kind only', () => {
  expect(shelf.find('speech', 'ggml-small.bin')).toBe(shelf.find('speech', 'small'));
  expect(shelf.find('chat', 'small')).toBeUndefined();
  expect([shelf.isOfOtherKind('chat', 'small'), shelf.isOfOtherKind('speech', 'small')]).toEqual([
    true,
    false,
  ]);
  expect(shelf.modelsOf('speech').map(({ name }) => name)).toEqual(['small', 'big']);
});

test('only files that are here whole count, and a model is present with all of them', async () => {
  const flow = found('sherpa-onnx', 'flow');
  await mkdir(used.models('sherpa-onnx', 'flow'), { recursive: true });
  const [first = '', second = '', ...rest] = shelf.filePaths(flow);
  await writeFile(first, PART);
  await writeFile(second, PART.subarray(1));
  expect([await shelf.presentBytes(flow), await shelf.isPresent(flow)]).toEqual([PART.length, false]);
  for (const file of [second, ...rest]) await writeFile(file, PART);
  expect([await shelf.presentBytes(flow), await shelf.isPresent(flow)]).toEqual([4 * PART.length, true]);
});

test('what the manifest does not know is the user’s own, also under the name of a published model', async () => {
  await mkdir(used.models('speech'), { recursive: true });
  for (const name of ['ggml-small.bin', 'ggml-older.bin', 'mine.bin']) {
    await writeFile(used.models('speech', name), SPEECH);
  }
  expect((await shelf.ownModels('speech')).map(({ name }) => name)).toEqual(['ggml-older.bin', 'mine.bin']);
  expect((await shelf.findOwn('speech', 'older'))?.path).toBe(used.models('speech', 'ggml-older.bin'));
  expect((await shelf.findOwn('speech', 'mine.bin'))?.bytes).toBe(SPEECH.length);
  expect(await shelf.findOwn('speech', 'ggml-small.bin')).toBeUndefined();
});

test('only a regular file has a size', async () => {
  await mkdir(used.models('speech'), { recursive: true });
  await writeFile(used.models('speech', 'a.bin'), 'four');
  expect([
    await fileBytes(used.models('speech', 'a.bin')),
    await fileBytes(used.models('speech')),
    await fileBytes(used.models('absent')),
  ]).toEqual([4, undefined, undefined]);
});
