import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';
import { writeToyStreamingModel } from '../../fakes/toy-streaming-model.ts';
import { CHAT, SPEECH, useModelStore } from './use-model-store.ts';

const used = useModelStore();

test('A file fetched by hand takes the name of the model that it is', async () => {
  const fetched = path.join(used.root, 'download (1).bin');
  await writeFile(fetched, SPEECH);
  expect(await used.store.import('speech', fetched)).toBe('small');
  expect(await used.store.resolve('speech', 'small')).toBe(used.models('speech', 'ggml-small.bin'));
  expect(await readFile(fetched)).toEqual(SPEECH);
});

test('A file that only bears the name of a published model is not taken', async () => {
  const impostor = path.join(used.root, 'ggml-small.bin');
  await copyFile(TOY_SPEECH_MODEL, impostor);
  await expect(used.store.import('speech', impostor)).rejects.toMatchObject({ code: 'download-checksum' });
});

test('What is not a model is not imported, and nothing is left of it', async () => {
  const page = path.join(used.root, 'page.bin');
  await writeFile(page, '<html>Sign in</html>');
  await expect(used.store.import('speech', page)).rejects.toMatchObject({ code: 'speech-model-invalid' });
  await expect(used.store.import('chat', path.join(used.root, 'absent'))).rejects.toMatchObject({
    code: 'model-missing',
  });
  expect((await used.store.list()).some((model) => model.isPresent)).toBe(false);
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
  const file = path.join(used.root, 'model.bin');
  await writeFile(file, content, 'latin1');
  const expected: unknown = typeof message === 'string' ? message : expect.stringMatching(message);
  await expect(used.store.import(kind, file)).rejects.toMatchObject({ message: expected });
});

test.skipIf(process.platform === 'win32')(
  'what is not a file, or cannot be read, is refused at once with the reason, whatever it is to be',
  async () => {
    const [pipe, circle, folder] = ['pipe.bin', 'circle', 'folder'].map((name) => path.join(used.root, name));
    execFileSync('mkfifo', [pipe ?? '']);
    await symlink('circle', circle ?? '');
    await mkdir(folder ?? '');
    const paths = [
      [pipe, 'it is not a file'],
      ['/dev/zero', 'it is not a file'],
      [folder, 'it is a folder'],
      [circle, 'its links lead in a circle'],
      [path.join(used.root, 'x'.repeat(300)), 'its name is too long'],
      [path.join(TOY_SPEECH_MODEL, 'x'), 'its path leads through what is not a folder'],
      [path.join(used.root, 'nul\u0000byte'), 'its name holds a character that no file name may hold'],
    ] as const;
    for (const kind of ['speech', 'chat', 'speaker'] as const) {
      for (const [refused = '', reason] of paths) {
        const failure: unknown = await used.store.import(kind, refused).catch((error: unknown) => error);
        expect(failure, kind).toMatchObject({
          code: kind === 'chat' ? 'model-missing' : 'speech-model-invalid',
          message: expect.stringContaining(`${refused} cannot be read: ${reason}.`) as unknown,
        });
      }
    }
  },
);

test.skipIf(process.platform === 'win32')(
  'a pipe in the place of a part holds nothing up, and a folder of one is not a folder',
  async () => {
    const folder = path.join(used.root, 'streaming');
    await mkdir(folder);
    await writeToyStreamingModel(folder);
    const weights = path.join(folder, 'more.weights');
    execFileSync('mkfifo', [weights]);
    await expect(used.store.import('sherpa-onnx', folder)).rejects.toThrow('it is not a file');
    await rm(path.join(folder, 'tokens.txt'));
    await rename(weights, path.join(folder, 'tokens.txt'));
    await expect(used.store.import('sherpa-onnx', folder)).rejects.toThrow('it is not a file');
    await expect(used.store.import('sherpa-onnx', '/dev/zero')).rejects.toThrow(
      'There is no folder /dev/zero.',
    );
  },
);

test('A truncated speech model is not imported', async () => {
  const whole = await readFile(TOY_SPEECH_MODEL);
  const cut = path.join(used.root, 'cut.bin');
  await writeFile(cut, whole.subarray(0, whole.length - 1_000));
  await expect(used.store.import('speech', cut)).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: expect.stringContaining('cut off') as unknown,
  });
  expect(await readdir(used.models())).toEqual([]);
});

test('What was imported is checked against what arrived before it is first loaded, and at any change', async () => {
  const own = path.join(used.root, 'mine.bin');
  await copyFile(TOY_SPEECH_MODEL, own);
  expect(await used.store.import('speech', own)).toBe('mine.bin');
  const kept = used.models('speech', 'mine.bin');
  // A bit of the weights, which no look at the layout can find.
  const flipped = await readFile(kept);
  flipped[flipped.length - 100] = (flipped[flipped.length - 100] ?? 0) ^ 1;
  await writeFile(kept, flipped);
  await expect((await used.open()).resolve('speech', 'mine.bin')).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: `${kept} is damaged: it is not what was imported.`,
  });
  await used.store.import('speech', own);
  expect(await used.store.resolve('speech', 'mine.bin')).toBe(kept);
});

test("The user's own model and a streaming folder are imported under their own names", async () => {
  const own = path.join(used.root, 'mine.gguf');
  await writeFile(own, CHAT.subarray(0, 400));
  expect(await used.store.import('chat', own)).toBe('mine.gguf');
  const folder = path.join(used.root, 'my-stream');
  await mkdir(folder);
  await writeToyStreamingModel(folder);
  expect(await used.store.import('sherpa-onnx', folder)).toBe('my-stream');
  expect(await used.store.resolve('sherpa-onnx', 'my-stream')).toBe(used.models('sherpa-onnx', 'my-stream'));
});

test.each([
  ['decoder.onnx', '\u0089PNG\r\n', 'is a PNG image, not an ONNX model.'],
  ['joiner.int8.onnx', 'x', 'is not an ONNX model.'],
  ['tokens.txt', '<!doctype html><html>', 'is a web page, not a list of tokens.'],
])('A streaming folder whose %s is none is neither imported nor loaded', async (name, content, fault) => {
  const folder = path.join(used.root, 'my-stream');
  await mkdir(folder);
  await writeToyStreamingModel(folder);
  await writeFile(path.join(folder, name), content, 'latin1');
  const refusal = { code: 'speech-model-invalid', message: `${path.join(folder, name)} ${fault}` };
  await expect(used.store.import('sherpa-onnx', folder)).rejects.toMatchObject(refusal);
  await expect(used.store.resolve('sherpa-onnx', folder)).rejects.toMatchObject(refusal);
});

test('A file of the size of a published model and of other bytes keeps its own name', async () => {
  const other = path.join(used.root, 'other.gguf');
  await writeFile(other, Buffer.concat([CHAT.subarray(0, -1), Buffer.of(9)]));
  expect(await used.store.import('chat', other)).toBe('other.gguf');
});

test('An import that is cancelled while it copies leaves nothing behind', async () => {
  const folder = path.join(used.root, 'my-stream');
  await mkdir(folder);
  await writeToyStreamingModel(folder);
  const cancel = new AbortController();
  const { signal } = cancel;
  signal.throwIfAborted = () => {
    // The first check after a part was copied.
    if (existsSync(used.models('sherpa-onnx', 'my-stream.import'))) cancel.abort(new Error('enough'));
    AbortSignal.prototype.throwIfAborted.call(signal);
  };
  await expect(used.store.import('sherpa-onnx', folder, signal)).rejects.toThrow('enough');
  expect(await readdir(used.models('sherpa-onnx'))).toEqual([]);
});

test.skipIf(process.platform === 'win32')(
  "A copy is its owner's alone, whatever the mode of the source, and is not written through a link",
  async () => {
    const own = path.join(used.root, 'mine.gguf');
    await writeFile(own, CHAT.subarray(0, 400));
    await chmod(own, 0o666);
    const elsewhere = path.join(used.root, 'elsewhere');
    await writeFile(elsewhere, 'mine');
    await mkdir(used.models('chat'), { recursive: true });
    await symlink(elsewhere, used.models('chat', 'mine.gguf.import'));
    expect(await used.store.import('chat', own)).toBe('mine.gguf');
    const { mode } = await stat(used.models('chat', 'mine.gguf'));
    expect([mode & 0o777, await readFile(elsewhere, 'utf8')]).toEqual([0o600, 'mine']);
    expect(await readdir(used.models('chat'))).not.toContain('mine.gguf.import');
  },
);
