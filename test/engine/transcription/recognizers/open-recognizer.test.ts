import { expect, test } from 'vitest';
import { EngineError } from '../../../../engine/base/engine-error.ts';
import type { StoredModels } from '../../../../engine/base/stored-models.ts';
import {
  defaultSettings,
  RECOGNIZER_NAMES,
  type RecognizerName,
} from '../../../../engine/protocol/settings.ts';
import {
  chooseRecognizer,
  modelKindOf,
  RECOGNIZER_OF_KIND,
  RECOGNIZERS,
} from '../../../../engine/transcription/recognizers/open-recognizer.ts';

const NO_MODELS: StoredModels = {
  list: () => Promise.resolve([]),
  resolve: () => Promise.reject(new EngineError('speech-model-missing', 'None.', '')),
  resolveSpeech: () => Promise.reject(new EngineError('speech-model-missing', 'None.', '')),
};

function choose(recognizer: RecognizerName | 'auto', modelFiles: Partial<StoredModels>, model = 'mine') {
  const settings = { ...defaultSettings, speech: { ...defaultSettings.speech, recognizer, model } };
  return chooseRecognizer({ settings: () => settings, modelFiles: { ...NO_MODELS, ...modelFiles } });
}

test('left to itself the recognizer follows the kind of the model', async () => {
  for (const kind of ['speech', 'sherpa-onnx'] as const) {
    const resolveSpeech = (name: string) => Promise.resolve({ kind, path: `/${kind}/${name}` });
    expect(await choose('auto', { resolveSpeech })).toEqual({
      name: RECOGNIZER_OF_KIND[kind],
      modelPath: `/${kind}/mine`,
    });
  }
});

test('one that is named gets a model of its own kind, or none where it needs none', async () => {
  const resolve: StoredModels['resolve'] = (kind, name) => Promise.resolve(`/${kind}/${name}`);
  expect((await choose('whisper-node', { resolve })).modelPath).toBe('/speech/mine');
  expect((await choose('sherpa-onnx', { resolve })).modelPath).toBe('/sherpa-onnx/mine');
  expect(await choose('command', {})).toEqual({ name: 'command', modelPath: '' });
});

test('that there is no model is said as the store says it', async () => {
  await expect(choose('auto', {})).rejects.toMatchObject({ code: 'speech-model-missing' });
  await expect(choose('whisper.cpp', {})).rejects.toMatchObject({ code: 'speech-model-missing' });
});

test('exactly those that load a model here compute by a package of this machine', () => {
  const local = RECOGNIZER_NAMES.filter((name) => RECOGNIZERS[name].packageName !== undefined);
  expect(local).toEqual(RECOGNIZER_NAMES.filter((name) => modelKindOf(name) !== undefined));
});
