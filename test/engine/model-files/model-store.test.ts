import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { DownloadProgress } from '../../../engine/model-files/download-progress.ts';
import type { ModelManifest } from '../../../engine/model-files/model-manifest.ts';
import {
  openModelStore,
  type ModelStore,
  type ModelStoreOptions,
} from '../../../engine/model-files/model-store.ts';
import { sha256, startDownloadServer, type DownloadServer } from '../../fakes/download-server.ts';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';
import { writeToyStreamingModel } from '../../fakes/toy-streaming-model.ts';

const SPEECH = Buffer.concat([Buffer.from('lmgg'), Buffer.alloc(200_000, 3)]);
const CHAT = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(5_000, 4)]);
const PART = Buffer.from('a part of a streaming model');
const NEVER = new AbortController().signal;
let root: string;
let server: DownloadServer;
let store: ModelStore;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sotto-models-'));
  server = await startDownloadServer(SPEECH);
  store = await open();
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

const models = (...parts: string[]): string => path.join(root, 'models', ...parts);

function open(options: Partial<ModelStoreOptions> = {}): Promise<ModelStore> {
  return openModelStore({
    directory: models(),
    manifest: manifest(),
    log: silentLogger,
    clock: systemClock,
    machine: { memoryBytes: 8e9, coreCount: 4 },
    preferredSpeech: () => 'speech',
    fetchOptions: { freeBytes: () => Promise.resolve(10e9) },
    ...options,
  });
}

function manifest(): ModelManifest {
  const common = { description: '', languages: ['*'], licence: 'MIT', coreCount: 1, source: 'a test' };
  const file = (name: string, content: Buffer) => ({
    name,
    url: server.url(name),
    bytes: content.byteLength,
    sha256: sha256(content),
  });
  return {
    version: 1,
    models: [
      { ...common, kind: 'speech', name: 'small', memoryBytes: 1e6, files: [file('ggml-small.bin', SPEECH)] },
      { ...common, kind: 'speech', name: 'big', memoryBytes: 1e12, files: [file('ggml-big.bin', PART)] },
      { ...common, kind: 'chat', name: 'chatter', memoryBytes: 1e6, files: [file('chatter.gguf', CHAT)] },
      {
        ...common,
        kind: 'sherpa-onnx',
        name: 'flow',
        memoryBytes: 1e6,
        files: ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'].map((name) => file(name, PART)),
      },
    ],
  };
}

function drain(progress: AsyncGenerator<DownloadProgress>): Promise<DownloadProgress[]> {
  return Array.fromAsync(progress);
}

test('The other kind of speech model is recommended only where the preferred one has none of the language', async () => {
  const recommended = async (languages: string[]): Promise<readonly string[]> => {
    const all = manifest();
    const ofLanguages = all.models.map((model) =>
      model.kind === 'sherpa-onnx' ? { ...model, languages } : model,
    );
    const opened = await open({
      manifest: { ...all, models: ofLanguages },
      language: () => 'de',
      preferredSpeech: () => 'sherpa-onnx',
    });
    return (await opened.list()).filter((file) => file.isRecommended).map(({ name }) => name);
  };
  expect(await recommended(['de'])).toEqual(['flow', 'chatter']);
  expect(await recommended(['en'])).toEqual(['small', 'chatter']);
});

test('A new folder lists the manifest, nothing present, the fitting model recommended', async () => {
  const listed = await store.list();
  expect(listed.map(({ name, isPresent, isRecommended }) => [name, isPresent, isRecommended])).toEqual([
    ['small', false, true],
    ['big', false, false],
    ['flow', false, false],
    ['chatter', false, true],
  ]);
  expect(listed[0]).toEqual({
    kind: 'speech',
    name: 'small',
    bytes: SPEECH.byteLength,
    licence: 'MIT',
    languages: ['*'],
    isPresent: false,
    isRecommended: true,
    partialBytes: 0,
  });
});

test('A downloaded model is present and resolves to its verified file', async () => {
  await drain(store.download('speech', 'small', NEVER));
  expect((await store.list('speech'))[0]).toMatchObject({ isPresent: true, partialBytes: 0 });
  const resolved = await store.resolve('speech', 'small');
  expect(resolved).toBe(models('speech', 'ggml-small.bin'));
  expect(await readFile(resolved)).toEqual(SPEECH);
  expect(await store.resolve('speech', 'ggml-small.bin')).toBe(resolved);
});

test('A streaming model is a folder of files that adds up', async () => {
  server.content = PART;
  const seen = await drain(store.download('sherpa-onnx', 'flow', NEVER));
  expect(seen.at(-1)).toMatchObject({ receivedBytes: 3 * PART.byteLength, totalBytes: 4 * PART.byteLength });
  expect(await store.resolve('sherpa-onnx', 'flow')).toBe(models('sherpa-onnx', 'flow'));
  expect((await readdir(models('sherpa-onnx', 'flow'))).toSorted()).toEqual([
    'decoder.onnx',
    'encoder.onnx',
    'joiner.onnx',
    'tokens.txt',
  ]);
});

test('An empty choice takes the best model that is here', async () => {
  await expect(store.resolve('speech', '')).rejects.toMatchObject({ code: 'speech-model-missing' });
  await mkdir(models('speech'), { recursive: true });
  await copyFile(TOY_SPEECH_MODEL, models('speech', 'my-own.bin'));
  expect(await store.resolve('speech', '')).toBe(models('speech', 'my-own.bin'));
  await drain(store.download('speech', 'small', NEVER));
  expect(await store.resolve('speech', '')).toBe(models('speech', 'ggml-small.bin'));
});

test('An empty choice takes the lightest model where all were measured too slow', async () => {
  await drain(store.download('speech', 'small', NEVER));
  await writeFile(models('speech', 'ggml-big.bin'), PART);
  const machine = { memoryBytes: 1e15, coreCount: 4 };
  const choose = async (bytes?: number): Promise<string> => {
    const measured = await open({ machine, hearableBytes: () => Promise.resolve(bytes) });
    return path.basename(await measured.resolve('speech', ''));
  };
  expect([await choose(), await choose(1)]).toEqual(['ggml-big.bin', 'ggml-small.bin']);
});

test('A choice made for another recognizer is none for this one', async () => {
  await expect(store.resolve('sherpa-onnx', 'small')).rejects.toMatchObject({
    code: 'speech-model-missing',
    message: 'There is no speech model for sherpa-onnx yet.',
  });
  server.content = PART;
  await drain(store.download('sherpa-onnx', 'flow', NEVER));
  expect(await store.resolve('sherpa-onnx', 'small')).toBe(models('sherpa-onnx', 'flow'));
});

test('A damaged model is refused before anything loads it', async () => {
  await drain(store.download('speech', 'small', NEVER));
  const flipped = Buffer.from(SPEECH);
  flipped[100_000] = 0;
  await writeFile(models('speech', 'ggml-small.bin'), flipped);
  await expect(store.resolve('speech', 'small')).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: 'small is damaged: its SHA-256 is not the published one.',
  });
});

test('A truncated model counts as not downloaded', async () => {
  await mkdir(models('speech'), { recursive: true });
  await writeFile(models('speech', 'ggml-small.bin'), SPEECH.subarray(0, 1_000));
  await expect(store.resolve('speech', 'small')).rejects.toMatchObject({ code: 'speech-model-missing' });
});

test('A change is found even when size and date of the file are what they were', async () => {
  await drain(store.download('speech', 'small', NEVER));
  const file = models('speech', 'ggml-small.bin');
  const date = new Date(1_700_000_000_000);
  await utimes(file, date, date);
  expect(await store.resolve('speech', 'small')).toBe(file);
  const flipped = Buffer.from(SPEECH);
  flipped[9] = 0;
  await writeFile(file, flipped);
  await utimes(file, date, date);
  await expect((await open()).resolve('speech', 'small')).rejects.toMatchObject({
    code: 'speech-model-invalid',
  });
});

test('A file that has not changed is not hashed again', async () => {
  await drain(store.download('speech', 'small', NEVER));
  await store.resolve('speech', 'small');
  // Hashing leaves a record.
  const records = await stat(models('verified.json'));
  await (await open()).resolve('speech', 'small');
  expect((await stat(models('verified.json'))).mtimeMs).toBe(records.mtimeMs);
});

test('A spoiled record of what was hashed does no harm', async () => {
  await drain(store.download('speech', 'small', NEVER));
  await writeFile(models('verified.json'), '{"half a rec');
  expect(await (await open()).resolve('speech', 'small')).toBe(models('speech', 'ggml-small.bin'));
});

test("A path of the user's own is taken when it is a model at all", async () => {
  const own = path.join(root, 'mine.gguf');
  await writeFile(own, CHAT);
  expect(await store.resolve('chat', own)).toBe(own);
  await expect(store.resolve('speech', own)).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: 'This is a GGUF file, which holds a chat model; speech needs a ggml whisper model.',
  });
  await expect(store.resolve('chat', path.join(root, 'absent.gguf'))).rejects.toMatchObject({
    code: 'model-missing',
  });
  await expect(store.resolve('sherpa-onnx', root)).rejects.toMatchObject({
    code: 'speech-model-invalid',
  });
});

test('An unknown name says how to see the names', async () => {
  await expect(store.resolve('speech', 'huge')).rejects.toMatchObject({
    code: 'speech-model-missing',
    message: 'There is no model called huge.',
    remedy:
      'Run `npm run -s sotto -- speech-models` to see the models, and `npm run -s sotto -- speech-models download NAME` to get one.',
  });
  expect(() => store.download('speech', '../secrets', NEVER)).toThrow(/no model called/);
  await expect(store.delete('speech', '../../etc')).rejects.toMatchObject({ code: 'speech-model-missing' });
});

test('Files dropped into the folder are found, others are not', async () => {
  await mkdir(models('speech', 'a-folder.bin'), { recursive: true });
  await mkdir(models('chat'), { recursive: true });
  await writeFile(models('speech', 'dropped.bin'), SPEECH);
  await writeFile(models('speech', 'notes.txt'), 'no model');
  await writeFile(models('chat', 'dropped.gguf'), CHAT);
  const names = (await store.list()).filter((model) => model.isPresent).map(({ kind, name }) => [kind, name]);
  expect(names).toEqual([
    ['speech', 'dropped.bin'],
    ['chat', 'dropped.gguf'],
  ]);
});

test('Two callers share one download, and both see it end', async () => {
  await Promise.all([
    drain(store.download('speech', 'small', NEVER)),
    drain(store.download('speech', 'small', NEVER)),
  ]);
  expect(server.requests).toHaveLength(1);
});

test('A download lives on while one of its callers stays', async () => {
  server.script.push({ kind: 'truncate', afterBytes: 50_000 });
  const leaving = new AbortController();
  const first = drain(store.download('speech', 'small', leaving.signal));
  const second = drain(store.download('speech', 'small', NEVER));
  leaving.abort('gone');
  await expect(first).rejects.toBe('gone');
  await second;
  expect(await store.resolve('speech', 'small')).toContain('ggml-small.bin');
});

test('A cancelled download is listed with what has come, refuses to be deleted meanwhile, and resumes', async () => {
  server.script.push({ kind: 'stall', afterBytes: 80_000 });
  const cancel = new AbortController();
  const begun = drain(store.download('speech', 'small', cancel.signal));
  await expect.poll(async () => (await store.list('speech'))[0]?.partialBytes).toBeGreaterThanOrEqual(80_000);
  await expect(store.delete('speech', 'small')).rejects.toMatchObject({ code: 'busy' });
  cancel.abort('enough');
  await expect(begun).rejects.toBe('enough');
  expect((await store.list('speech'))[0]).toMatchObject({ isPresent: false, partialBytes: 80_000 });
  await drain(store.download('speech', 'small', NEVER));
  expect(server.requests.at(-1)?.range).toBe('bytes=80000-');
});

test('A failed download can be started again', async () => {
  server.script.push({ kind: 'html' });
  await expect(drain(store.download('speech', 'small', NEVER))).rejects.toMatchObject({
    code: 'download-failed',
  });
  await drain(store.download('speech', 'small', NEVER));
});

test('A file fetched by hand takes the name of the model that it is', async () => {
  const fetched = path.join(root, 'download (1).bin');
  await writeFile(fetched, SPEECH);
  expect(await store.import('speech', fetched)).toBe('small');
  expect(await store.resolve('speech', 'small')).toBe(models('speech', 'ggml-small.bin'));
  expect(await readFile(fetched)).toEqual(SPEECH);
});

test('A file that only bears the name of a published model is not taken', async () => {
  const impostor = path.join(root, 'ggml-small.bin');
  await copyFile(TOY_SPEECH_MODEL, impostor);
  await expect(store.import('speech', impostor)).rejects.toMatchObject({ code: 'download-checksum' });
});

test('What is no model is not imported, and nothing is left of it', async () => {
  const page = path.join(root, 'page.bin');
  await writeFile(page, '<html>Sign in</html>');
  await expect(store.import('speech', page)).rejects.toMatchObject({ code: 'speech-model-invalid' });
  await expect(store.import('chat', path.join(root, 'absent'))).rejects.toMatchObject({
    code: 'model-missing',
  });
  expect((await store.list()).some((model) => model.isPresent)).toBe(false);
});

test.each([
  ['speech', '<html>Sign in</html>', 'This is a web page; speech needs a ggml whisper model.'],
  [
    'speech',
    'GGUF and so on',
    'This is a GGUF file, which holds a chat model; speech needs a ggml whisper model.',
  ],
  ['speech', '\u0089PNG\r\n', 'This is a PNG image; speech needs a ggml whisper model.'],
  ['chat', ' \n<!doctype html>', /is not a chat model \(GGUF\) but a web page\.$/],
  ['chat', 'lmgg and so on', /is not a chat model \(GGUF\) but a whisper\.cpp speech model\.$/],
] as const)('A %s import says what the file is instead: %j', async (kind, content, message) => {
  const file = path.join(root, 'model.bin');
  await writeFile(file, content, 'latin1');
  const expected: unknown = typeof message === 'string' ? message : expect.stringMatching(message);
  await expect(store.import(kind, file)).rejects.toMatchObject({ message: expected });
});

test('A truncated speech model is not imported', async () => {
  const whole = await readFile(TOY_SPEECH_MODEL);
  const cut = path.join(root, 'cut.bin');
  await writeFile(cut, whole.subarray(0, whole.length - 1_000));
  await expect(store.import('speech', cut)).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: expect.stringContaining('cut off') as unknown,
  });
  expect(await readdir(models())).toEqual([]);
});

test('What was imported is checked against what arrived before it is first loaded, and at any change', async () => {
  const own = path.join(root, 'mine.bin');
  await copyFile(TOY_SPEECH_MODEL, own);
  expect(await store.import('speech', own)).toBe('mine.bin');
  const kept = models('speech', 'mine.bin');
  // A bit of the weights, which no look at the layout can find.
  const flipped = await readFile(kept);
  flipped[flipped.length - 100] = (flipped[flipped.length - 100] ?? 0) ^ 1;
  await writeFile(kept, flipped);
  await expect((await open()).resolve('speech', 'mine.bin')).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: `${kept} is damaged: it is not what was imported.`,
  });
  await store.import('speech', own);
  expect(await store.resolve('speech', 'mine.bin')).toBe(kept);
});

test("The user's own model and a streaming folder are imported under their own names", async () => {
  const own = path.join(root, 'mine.gguf');
  await writeFile(own, CHAT.subarray(0, 400));
  expect(await store.import('chat', own)).toBe('mine.gguf');
  const folder = path.join(root, 'my-stream');
  await mkdir(folder);
  await writeToyStreamingModel(folder);
  expect(await store.import('sherpa-onnx', folder)).toBe('my-stream');
  expect(await store.resolve('sherpa-onnx', 'my-stream')).toBe(models('sherpa-onnx', 'my-stream'));
});

test.each([
  ['decoder.onnx', '\u0089PNG\r\n', 'is a PNG image, not an ONNX model.'],
  ['joiner.int8.onnx', 'x', 'is not an ONNX model.'],
  ['tokens.txt', '<!doctype html><html>', 'is a web page, not a list of tokens.'],
])('A streaming folder whose %s is none is neither imported nor loaded', async (name, content, fault) => {
  const folder = path.join(root, 'my-stream');
  await mkdir(folder);
  await writeToyStreamingModel(folder);
  await writeFile(path.join(folder, name), content, 'latin1');
  const refusal = { code: 'speech-model-invalid', message: `${path.join(folder, name)} ${fault}` };
  await expect(store.import('sherpa-onnx', folder)).rejects.toMatchObject(refusal);
  await expect(store.resolve('sherpa-onnx', folder)).rejects.toMatchObject(refusal);
});

test('Deleting takes the model and its part, and nothing else', async () => {
  await drain(store.download('speech', 'small', NEVER));
  await writeFile(models('speech', 'mine.bin'), SPEECH);
  await writeFile(models('speech', 'ggml-big.bin.part'), 'begun');
  await store.delete('speech', 'small');
  await store.delete('speech', 'big');
  expect(await readdir(models('speech'))).toEqual(['mine.bin']);
  await store.delete('speech', 'mine.bin');
  expect(await readdir(models('speech'))).toEqual([]);
});
