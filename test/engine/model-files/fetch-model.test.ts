import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { fetchModel } from '../../../engine/model-files/fetch-model.ts';
import { ModelShelf } from '../../../engine/model-files/model-shelf.ts';
import { openVerifiedFiles } from '../../../engine/model-files/verified-files.ts';
import { drain, NEVER, PART, useModelStore } from './use-model-store.ts';

const used = useModelStore();

async function stage() {
  used.server.content = PART;
  const shelf = new ModelShelf(used.models(), used.manifest());
  const model = shelf.find('sherpa-onnx', 'flow');
  if (!model) throw new Error('no model');
  const verified = await openVerifiedFiles(path.join(used.root, 'verified.json'));
  const deps = {
    shelf,
    verified,
    clock: systemClock,
    log: silentLogger,
    freeBytes: () => Promise.resolve(10e9),
  };
  return { paths: shelf.filePaths(model), fetch: () => drain(fetchModel(model, deps, NEVER)) };
}

test('all files of a model are fetched, and the progress is of the whole', async () => {
  const { paths, fetch } = await stage();
  const progress = await fetch();
  expect(await Promise.all(paths.map((file) => readFile(file)))).toEqual(paths.map(() => PART));
  const received = progress.map(({ receivedBytes }) => receivedBytes);
  expect(received).toEqual(received.toSorted((a, b) => a - b));
  expect(received.at(-1)).toBeGreaterThanOrEqual(3 * PART.length);
  expect(new Set(progress.map(({ totalBytes }) => totalBytes))).toEqual(new Set([4 * PART.length]));
});

test('what is here is not fetched again, unless its bytes are not the published ones', async () => {
  const { paths, fetch } = await stage();
  await mkdir(path.dirname(paths[0] ?? ''), { recursive: true });
  for (const file of paths) await writeFile(file, PART);
  await writeFile(paths[2] ?? '', Buffer.alloc(PART.length));
  await fetch();
  expect(used.server.requests).toHaveLength(1);
  expect(await readFile(paths[2] ?? '')).toEqual(PART);
  await fetch();
  expect(used.server.requests).toHaveLength(1);
});
