import { copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';
import { NEVER, PART, drain, useModelStore } from './use-model-store.ts';

const used = useModelStore();

test('The other kind of speech model is recommended only where the preferred one has none of the language', async () => {
  const recommended = async (languages: string[]): Promise<readonly string[]> => {
    const all = used.manifest();
    const ofLanguages = all.models.map((model) =>
      model.kind === 'sherpa-onnx' ? { ...model, languages } : model,
    );
    const opened = await used.open({
      manifest: { ...all, models: ofLanguages },
      language: () => 'de',
      preferredSpeech: () => 'sherpa-onnx',
    });
    return (await opened.list()).filter((file) => file.isRecommended).map(({ name }) => name);
  };
  expect(await recommended(['de'])).toEqual(['flow', 'chatter']);
  expect(await recommended(['en'])).toEqual(['small', 'chatter']);
});

test('An empty choice takes the best model that is here', async () => {
  await expect(used.store.resolve('speech', '')).rejects.toMatchObject({ code: 'speech-model-missing' });
  await mkdir(used.models('speech'), { recursive: true });
  await copyFile(TOY_SPEECH_MODEL, used.models('speech', 'my-own.bin'));
  expect(await used.store.resolve('speech', '')).toBe(used.models('speech', 'my-own.bin'));
  await drain(used.store.download('speech', 'small', NEVER));
  expect(await used.store.resolve('speech', '')).toBe(used.models('speech', 'ggml-small.bin'));
});

test('An empty choice takes the lightest model where all were measured too slow', async () => {
  await drain(used.store.download('speech', 'small', NEVER));
  await writeFile(used.models('speech', 'ggml-big.bin'), PART);
  const machine = { memoryBytes: 1e15, coreCount: 4 };
  const choose = async (bytes?: number): Promise<string> => {
    const measured = await used.open({ machine, hearableBytes: () => Promise.resolve(bytes) });
    return path.basename(await measured.resolve('speech', ''));
  };
  expect([await choose(), await choose(1)]).toEqual(['ggml-big.bin', 'ggml-small.bin']);
});

test('A choice made for another recognizer is none for this one', async () => {
  await expect(used.store.resolve('sherpa-onnx', 'small')).rejects.toMatchObject({
    code: 'speech-model-missing',
    message: 'There is no speech model for sherpa-onnx yet.',
  });
  used.server.content = PART;
  await drain(used.store.download('sherpa-onnx', 'flow', NEVER));
  expect(await used.store.resolve('sherpa-onnx', 'small')).toBe(used.models('sherpa-onnx', 'flow'));
});

test('With whisper.cpp alone on a slow processor only the toy is chosen unasked, and sherpa-onnx is asked for', async () => {
  const slow = await used.open({ preferredSpeech: () => 'sherpa-onnx' });
  await expect(slow.resolveSpeech('')).rejects.toMatchObject({ message: 'There is no speech model yet.' });
  await mkdir(used.models('speech'), { recursive: true });
  const large = await open(used.models('speech', 'large.bin'), 'w');
  await large.truncate(10_000_001);
  await large.close();
  await expect(slow.resolveSpeech('')).rejects.toMatchObject({
    code: 'speech-model-missing',
    message:
      'whisper.cpp is too slow on this processor for large.bin, and there is no model for sherpa-onnx yet.',
  });
  await rm(used.models('speech', 'large.bin'));
  await copyFile(TOY_SPEECH_MODEL, used.models('speech', 'toy.bin'));
  expect(await slow.resolveSpeech('')).toEqual({ kind: 'speech', path: used.models('speech', 'toy.bin') });
});

test('Where whisper.cpp is preferred and has no model, one for sherpa-onnx stands in', async () => {
  used.server.content = PART;
  await drain(used.store.download('sherpa-onnx', 'flow', NEVER));
  expect(await used.store.resolveSpeech('')).toEqual({
    kind: 'sherpa-onnx',
    path: used.models('sherpa-onnx', 'flow'),
  });
});

test('Where whisper.cpp was measured too slow, sherpa-onnx takes over, unless it is as slow', async () => {
  await drain(used.store.download('speech', 'small', NEVER));
  used.server.content = PART;
  await drain(used.store.download('sherpa-onnx', 'flow', NEVER));
  const chooseKind = async (whisperBytes?: number, sherpaBytes?: number): Promise<string> => {
    const hearable = { speech: whisperBytes, 'sherpa-onnx': sherpaBytes };
    const measured = await used.open({
      hearableBytes: (kind) => Promise.resolve(hearable[kind]),
      preferredSpeech: () => 'speech',
    });
    return (await measured.resolveSpeech('')).kind;
  };
  expect(await chooseKind()).toBe('speech');
  expect(await chooseKind(1)).toBe('sherpa-onnx');
  expect(await chooseKind(1e9)).toBe('speech');
  expect(await chooseKind(1, 1)).toBe('speech');
});
