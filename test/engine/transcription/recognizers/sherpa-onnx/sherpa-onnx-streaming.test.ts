import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSherpaOnnxModel } from '../../../../../engine/formats/sherpa-onnx-model.ts';
import { openStreaming } from '../../../../../engine/transcription/recognizers/sherpa-onnx/sherpa-onnx-streaming.ts';
import { seededRandom } from '../../../../fakes/seeded-random.ts';
import { writeToyStreamingModel } from '../../../../fakes/toy-streaming-model.ts';

/** sherpa-onnx itself, with a model that says YES for each 40 ms of sound. */
let folder: string;
let hear: (turnId: string, durationMs: number, more?: { isFresh?: boolean; isFinal?: boolean }) => number;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-streaming-'));
  await writeToyStreamingModel(folder);
  const random = seededRandom(1);
  const pass = openStreaming(await readSherpaOnnxModel(folder), 1);
  hear = (turnId, durationMs, { isFresh = false, isFinal = false } = {}) => {
    const samples = Int16Array.from({ length: durationMs * 16 }, () => (random() - 0.5) * 20_000);
    const { text } = pass({ type: 'stream', turnId, isFresh, isFinal, samples });
    return text.match(/YES/g)?.length ?? 0;
  };
});
afterAll(() => rm(folder, { recursive: true }));

test('a pass adds to what its turn has heard, and turns do not mix', () => {
  const first = hear('a', 400, { isFresh: true });
  expect(first).toBeGreaterThan(4);
  const other = hear('b', 200, { isFresh: true });
  expect(other).toBeLessThan(first);
  expect(hear('a', 400)).toBeGreaterThan(first);
});

test('the last pass brings the last words, and the turn is then forgotten', () => {
  const before = hear('c', 400, { isFresh: true });
  const whole = hear('c', 0, { isFinal: true });
  expect(whole).toBeGreaterThan(before);
  expect(hear('c', 200)).toBeLessThan(whole);
});

test('a turn that is heard afresh begins with nothing', () => {
  const once = hear('d', 400, { isFresh: true });
  expect(hear('d', 400, { isFresh: true })).toBe(once);
});

test('only the turns used last are remembered', () => {
  const once = hear('e', 400, { isFresh: true });
  for (const turnId of ['f', 'g', 'h', 'i']) hear(turnId, 40, { isFresh: true });
  expect(hear('e', 400)).toBe(once);
});
