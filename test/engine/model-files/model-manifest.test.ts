import { expect, test } from 'vitest';
import type { ModelKind } from '../../../engine/protocol/model-kind.ts';
import {
  loadManifest,
  modelBytes,
  recommendModel,
  type Machine,
} from '../../../engine/model-files/model-manifest.ts';

const manifest = await loadManifest();

function machine(memoryGigabytes: number, coreCount: number): Machine {
  return { memoryBytes: memoryGigabytes * 1e9, coreCount };
}

test('Every kind has models, and each says where its checksum comes from', () => {
  const kinds = new Set(manifest.models.map((model) => model.kind));
  expect(kinds).toEqual(new Set(['speech', 'sherpa-onnx', 'chat', 'speaker']));
  for (const model of manifest.models) {
    expect(model.source, model.name).toMatch(/object ids? and sizes?|size and SHA-256/);
    expect(model.licence, model.name).not.toBe('');
  }
});

test('Files are fetched over https from a pinned revision or a release, or the source says that it is the newest', () => {
  for (const { files, source } of manifest.models) {
    const revision = source.includes('newest revision') ? 'main' : '[0-9a-f]{40}';
    for (const file of files) {
      expect(file.url).toMatch(
        new RegExp(`^https://[^/]+/.+/(?:resolve/${revision}|releases/download/[^/]+)/[^/]+$`),
      );
    }
  }
});

test('No two files have the same checksum, size or name by mistake', () => {
  const files = manifest.models.flatMap((model) => (model.kind === 'sherpa-onnx' ? [] : model.files));
  for (const key of ['name', 'sha256', 'bytes'] as const) {
    expect(new Set(files.map((file) => file[key])).size).toBe(files.length);
  }
});

test('A model needs at least the memory of its own weights', () => {
  for (const model of manifest.models) expect(model.memoryBytes).toBeGreaterThan(modelBytes(model));
});

test.each([
  [machine(4, 2), 'auto', 'tiny', 'whisper-base', 'llama-3.2-1b'],
  [machine(8, 4), 'en', 'base.en', 'whisper-base.en', 'llama-3.2-3b'],
  [machine(8, 4), 'de', 'base', 'whisper-base', 'llama-3.2-3b'],
  [machine(16, 8), 'en', 'small.en', 'parakeet-tdt-0.6b-v3', 'qwen3-4b'],
  [machine(32, 16), 'en', 'large-v3-turbo-q8_0', 'whisper-turbo', 'qwen2.5-7b'],
  [machine(1, 1), 'ja', 'tiny-q8_0', 'whisper-tiny', 'qwen2.5-0.5b'],
])('A machine of %o hearing "%s" is recommended %s, %s and %s', (what, language, speech, folder, chat) => {
  const recommend = (kind: ModelKind): string | undefined =>
    recommendModel(manifest, kind, { ...what, language })?.name;
  const recommended = [recommend('speech'), recommend('sherpa-onnx'), recommend('chat')];
  expect(recommended).toEqual([speech, folder, chat]);
});

test('A speech model that is too slow as measured is not recommended, and the lightest is where all are', () => {
  const recommend = (kind: ModelKind, hearableBytes?: number): string | undefined =>
    recommendModel(manifest, kind, { ...machine(64, 16), language: 'en', hearableBytes })?.name;
  const bytesOf = (name: string | undefined): number =>
    manifest.models.filter((model) => model.name === name).map(modelBytes)[0] ?? Number.NaN;
  const best = recommend('sherpa-onnx');
  const smaller = recommend('sherpa-onnx', bytesOf(best) - 1);
  expect(bytesOf(smaller)).toBeLessThan(bytesOf(best));
  expect(recommend('sherpa-onnx', 1)).toBe(manifest.models.find(({ kind }) => kind === 'sherpa-onnx')?.name);
  expect(recommend('chat', 1)).toBe(recommend('chat'));
});

test('A language that no model of the kind knows gets no recommendation', () => {
  const models = manifest.models.filter(({ languages }) => languages.join() === 'en');
  expect(
    recommendModel({ version: 1, models }, 'sherpa-onnx', { ...machine(16, 8), language: 'fi' }),
  ).toBeUndefined();
});
