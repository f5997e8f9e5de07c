import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { cosine, toVoice, type Voice } from '../../engine/speakers/voice.ts';
import { openVoiceEmbedder } from '../../engine/transcription/recognizers/sherpa-onnx/voice-embedder.ts';
import { onnxWithMetadata } from '../fakes/onnx-writer.ts';
import { toySpeakerModel } from '../fakes/toy-speaker-model.ts';

/** sherpa-onnx in a process of its own, with a model made here: its embedding is the spectrum. */

const NEVER = new AbortController().signal;
const common = { clock: systemClock, log: silentLogger };
let folder: string;
const file = (name: string): string => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-embedder-'));
  await writeFile(file('toy.onnx'), toySpeakerModel());
  await writeFile(file('other.onnx'), onnxWithMetadata({ framework: 'wespeaker' }));
});
afterAll(() => rm(folder, { recursive: true }));

/** A buzz of that pitch and its overtones. */
function buzz(pitchHz: number, durationMs: number): Int16Array {
  return Int16Array.from({ length: durationMs * 16 }, (_, index) => {
    const phase = (2 * Math.PI * pitchHz * index) / 16_000;
    return 4_000 * (Math.sin(phase) + Math.sin(2 * phase) / 2 + Math.sin(3 * phase) / 3);
  });
}

test('the same sound has the same embedding, another one has another', async () => {
  await using embedder = await openVoiceEmbedder({ ...common, modelPath: file('toy.onnx') });
  const voiceOf = async (samples: Int16Array): Promise<Voice> => {
    const { embedding } = await embedder.embed(samples, NEVER);
    const voice = toVoice(embedding, 1_000);
    if (!voice || embedding.length !== 80) throw new Error('no embedding');
    return voice;
  };
  const low = await voiceOf(buzz(120, 1_000));
  expect(cosine(low, await voiceOf(buzz(120, 2_000)))).toBeGreaterThan(0.99);
  expect(cosine(low, await voiceOf(buzz(1_900, 1_000)))).toBeLessThan(0.5);
});

test('too little sound is refused, and the next turn is heard', async () => {
  await using embedder = await openVoiceEmbedder({ ...common, modelPath: file('toy.onnx') });
  await expect(embedder.embed(new Int16Array(16), NEVER)).rejects.toMatchObject({
    code: 'transcriber-failed',
  });
  expect((await embedder.embed(buzz(120, 1_000), NEVER)).embedding).toHaveLength(80);
});

test('a model that native code ends the process over is refused with the reason', async () => {
  await expect(openVoiceEmbedder({ ...common, modelPath: file('other.onnx') })).rejects.toMatchObject({
    code: 'speech-model-invalid',
  });
});
