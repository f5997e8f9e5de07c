import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  checkFormat,
  filesOf,
  findModels,
  invalidModel,
  missingModel,
} from '../../../engine/model-files/model-folder.ts';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';
import { writeToyStreamingModel } from '../../fakes/toy-streaming-model.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-folder-'))));
afterEach(() => rm(folder, { recursive: true }));

const inFolder = (name: string): string => path.join(folder, name);

test('models of a kind are found in order of name; parts, folders and other files are none', async () => {
  for (const name of ['b.bin', 'a.bin', 'c.bin.part', 'd.gguf', 'readme.txt', '.lock'])
    await writeFile(inFolder(name), name);
  await mkdir(inFolder('e.bin'));
  expect((await findModels(folder, 'speech')).map(({ name, bytes }) => [name, bytes])).toEqual([
    ['a.bin', 5],
    ['b.bin', 5],
  ]);
  expect((await findModels(folder, 'chat')).map(({ name }) => name)).toEqual(['d.gguf']);
});

test('a folder is a model once it has all parts, and only those count', async () => {
  await mkdir(inFolder('whole'));
  await writeToyStreamingModel(inFolder('whole'));
  await writeFile(path.join(inFolder('whole'), 'notes.pdf'), 'x'.repeat(100_000));
  await mkdir(inFolder('half'));
  await writeFile(path.join(inFolder('half'), 'tokens.txt'), '');
  await writeFile(inFolder('file'), '');
  const found = await findModels(folder, 'sherpa-onnx');
  expect(found.map(({ name }) => name)).toEqual(['whole']);
  expect(found[0]?.bytes).toBeLessThan(100_000);
  const names = (await filesOf(inFolder('whole'), 'sherpa-onnx')).map((file) => path.basename(file));
  expect(names).not.toContain('notes.pdf');
  expect(names).toContain('tokens.txt');
});

test('a place that is not there, or a link to nowhere, holds no model', async () => {
  expect(await findModels(inFolder('nowhere'), 'speech')).toEqual([]);
  expect(await filesOf(inFolder('nowhere'), 'sherpa-onnx')).toEqual([]);
  await symlink(inFolder('nothing'), inFolder('a.bin'));
  expect(await findModels(folder, 'speech')).toEqual([]);
});

test('what is a model of its kind passes', async () => {
  await writeFile(inFolder('chat.gguf'), 'GGUF and more');
  await writeToyStreamingModel(folder);
  await expect(checkFormat(inFolder('chat.gguf'), 'chat')).resolves.toBeUndefined();
  await expect(checkFormat(TOY_SPEECH_MODEL, 'speech')).resolves.toBeUndefined();
  await expect(checkFormat(folder, 'sherpa-onnx')).resolves.toBeUndefined();
});

test.each([
  ['<html>', 'is not a chat model (GGUF) but a web page'],
  ['lmgg', 'is not a chat model (GGUF) but a whisper.cpp speech model'],
  ['GGU', 'is not a chat model (GGUF).'],
  ['', 'is not a chat model (GGUF).'],
])('a chat model that begins with %j is refused before native code sees it', async (start, words) => {
  await writeFile(inFolder('x.gguf'), start);
  await expect(checkFormat(inFolder('x.gguf'), 'chat')).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining(words) as string,
  });
});

test('a folder is not a file, and a file no folder', async () => {
  await expect(checkFormat(folder, 'chat')).rejects.toThrow('it is a folder');
  await writeFile(inFolder('file'), '');
  await expect(checkFormat(inFolder('file'), 'sherpa-onnx')).rejects.toThrow('needs the folder');
});

test.each(['speech', 'chat', 'sherpa-onnx', 'speaker'] as const)(
  'what is not a model at all is so called, and nobody is told to delete it: %s',
  async (kind) => {
    await writeFile(inFolder('passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    await expect(checkFormat(inFolder('passwd'), kind)).rejects.toMatchObject({
      message: expect.stringMatching(/^This is not a model file: /) as string,
      remedy: expect.not.stringMatching(/delete|again/i) as string,
    });
  },
);

test('what is missing is reported by its kind, with the command that lists others', async () => {
  await expect(checkFormat(inFolder('x'), 'speech')).rejects.toMatchObject({ code: 'speech-model-missing' });
  expect(missingModel('chat', 'None.')).toMatchObject({
    code: 'model-missing',
    remedy: expect.stringContaining('speech-models --kind chat download NAME') as string,
  });
  expect(missingModel('sherpa-onnx', 'None.').code).toBe('speech-model-missing');
  expect(invalidModel('speech', 'Bad.').code).toBe('speech-model-invalid');
});
