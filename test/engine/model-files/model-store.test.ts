import { readdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NEVER, PART, SPEECH, drain, useModelStore } from './use-model-store.ts';

const used = useModelStore();

test('A streaming model is a folder of files that adds up', async () => {
  used.server.content = PART;
  const seen = await drain(used.store.download('sherpa-onnx', 'flow', NEVER));
  // How many reports come depends on the time that passes; each counts all files.
  expect(seen.at(-1)?.totalBytes).toBe(4 * PART.byteLength);
  expect(seen.at(-1)?.receivedBytes).toBeGreaterThanOrEqual(3 * PART.byteLength);
  expect(await used.store.resolve('sherpa-onnx', 'flow')).toBe(used.models('sherpa-onnx', 'flow'));
  expect((await readdir(used.models('sherpa-onnx', 'flow'))).toSorted()).toEqual([
    'decoder.onnx',
    'encoder.onnx',
    'joiner.onnx',
    'tokens.txt',
  ]);
});

test('Two callers share one download, and both see it end', async () => {
  await Promise.all([
    drain(used.store.download('speech', 'small', NEVER)),
    drain(used.store.download('speech', 'small', NEVER)),
  ]);
  expect(used.server.requests).toHaveLength(1);
});

test('A download lives on while one of its callers stays', async () => {
  used.server.script.push({ kind: 'truncate', afterBytes: 50_000 });
  const leaving = new AbortController();
  const first = drain(used.store.download('speech', 'small', leaving.signal));
  const second = drain(used.store.download('speech', 'small', NEVER));
  leaving.abort('gone');
  await expect(first).rejects.toBe('gone');
  await second;
  expect(await used.store.resolve('speech', 'small')).toContain('ggml-small.bin');
});

test('A cancelled download is listed with what has come, refuses to be deleted meanwhile, and resumes', async () => {
  used.server.script.push({ kind: 'stall', afterBytes: 80_000 });
  const cancel = new AbortController();
  const started = drain(used.store.download('speech', 'small', cancel.signal));
  await expect
    .poll(async () => (await used.store.list('speech'))[0]?.partialBytes)
    .toBeGreaterThanOrEqual(80_000);
  await expect(used.store.delete('speech', 'small')).rejects.toMatchObject({ code: 'busy' });
  cancel.abort('enough');
  await expect(started).rejects.toBe('enough');
  expect((await used.store.list('speech'))[0]).toMatchObject({ isPresent: false, partialBytes: 80_000 });
  await drain(used.store.download('speech', 'small', NEVER));
  expect(used.server.requests.at(-1)?.range).toBe('bytes=80000-');
});

test('A failed download can be started again', async () => {
  used.server.script.push({ kind: 'html' });
  await expect(drain(used.store.download('speech', 'small', NEVER))).rejects.toMatchObject({
    code: 'download-failed',
  });
  await drain(used.store.download('speech', 'small', NEVER));
});

test('Deleting takes the model and its part, and nothing else', async () => {
  await drain(used.store.download('speech', 'small', NEVER));
  await writeFile(used.models('speech', 'mine.bin'), SPEECH);
  await writeFile(used.models('speech', 'ggml-big.bin.part'), 'started');
  await used.store.delete('speech', 'small');
  await used.store.delete('speech', 'big');
  expect(await readdir(used.models('speech'))).toEqual(['mine.bin']);
  await used.store.delete('speech', 'mine.bin');
  expect(await readdir(used.models('speech'))).toEqual([]);
});
