import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CHAT, SPEECH, useModelStore } from './use-model-store.ts';

const used = useModelStore();

test('A new folder lists the manifest, nothing present, the fitting model recommended', async () => {
  const listed = await used.store.list();
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

test('Files dropped into the folder are found, others are not', async () => {
  await mkdir(used.models('speech', 'a-folder.bin'), { recursive: true });
  await mkdir(used.models('chat'), { recursive: true });
  await writeFile(used.models('speech', 'dropped.bin'), SPEECH);
  await writeFile(used.models('speech', 'notes.txt'), 'no model');
  await writeFile(used.models('chat', 'dropped.gguf'), CHAT);
  const names = (await used.store.list())
    .filter((model) => model.isPresent)
    .map(({ kind, name }) => [kind, name]);
  expect(names).toEqual([
    ['speech', 'dropped.bin'],
    ['chat', 'dropped.gguf'],
  ]);
});
