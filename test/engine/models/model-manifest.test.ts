import { expect, test } from 'vitest';
import {
  describeLanguages,
  loadManifest,
  modelBytes,
  recommendModel,
  type Machine,
} from '../../../engine/models/model-manifest.ts';

const manifest = await loadManifest();

function machine(memoryGigabytes: number, coreCount: number): Machine {
  return { memoryBytes: memoryGigabytes * 1e9, coreCount };
}

test('Every kind has models, and each says where its checksum comes from', () => {
  const kinds = new Set(manifest.models.map((model) => model.kind));
  expect(kinds).toEqual(new Set(['speech', 'streaming-speech', 'chat']));
  for (const model of manifest.models) {
    expect(model.source, model.name).toMatch(/object ids? and sizes?/);
    expect(model.licence, model.name).not.toBe('');
  }
});

test('Files are fetched over https from a pinned revision', () => {
  for (const { files } of manifest.models) {
    for (const file of files) expect(file.url).toMatch(/^https:\/\/[^/]+\/.+\/resolve\/[0-9a-f]{40}\/[^/]+$/);
  }
});

test('No two files have the same checksum, size or name by mistake', () => {
  const files = manifest.models.flatMap((model) => (model.kind === 'streaming-speech' ? [] : model.files));
  for (const key of ['name', 'sha256', 'bytes'] as const) {
    expect(new Set(files.map((file) => file[key])).size).toBe(files.length);
  }
});

test('A model needs at least the memory of its own weights', () => {
  for (const model of manifest.models) expect(model.memoryBytes).toBeGreaterThan(modelBytes(model));
});

test.each([
  [machine(4, 2), 'auto', 'tiny', 'llama-3.2-1b'],
  [machine(8, 4), 'en', 'base.en', 'llama-3.2-3b'],
  [machine(8, 4), 'de', 'base', 'llama-3.2-3b'],
  [machine(16, 8), 'en', 'small.en', 'qwen3-4b'],
  [machine(32, 16), 'en', 'large-v3-turbo-q5_0', 'qwen2.5-7b'],
  [machine(1, 1), 'ja', 'tiny-q5_1', 'qwen2.5-0.5b'],
])('A machine of %o hearing "%s" is recommended %s and %s', (what, language, speech, chat) => {
  const recommend = (kind: 'speech' | 'chat'): string | undefined =>
    recommendModel(manifest, kind, { ...what, language })?.name;
  expect([recommend('speech'), recommend('chat')]).toEqual([speech, chat]);
});

test('A language that no model of the kind knows gets no recommendation', () => {
  expect(recommendModel(manifest, 'streaming-speech', { ...machine(16, 8), language: 'fi' })).toBeUndefined();
});

test('Languages are shown as words', () => {
  const shown = (name: string): string => {
    const model = manifest.models.find((candidate) => candidate.name === name);
    return model ? describeLanguages(model) : '';
  };
  expect(shown('base.en')).toBe('English');
  expect(shown('base')).toBe('many languages');
  expect(shown('llama-3.2-1b')).toBe('English, German and 6 more');
});
