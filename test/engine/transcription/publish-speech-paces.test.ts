import { expect, test } from 'vitest';
import type { StoredModels } from '../../../engine/base/stored-models.ts';
import type { ModelFile, UnstampedEvent } from '../../../engine/protocol/events.ts';
import { publishSpeechPaces } from '../../../engine/transcription/publish-speech-paces.ts';

const file = (kind: ModelFile['kind'], name: string, isPresent: boolean): ModelFile => ({
  kind,
  name,
  bytes: 1,
  licence: 'MIT',
  languages: [],
  isPresent,
  isRecommended: false,
  partialBytes: 0,
});

test('each speech model that is here and was measured is reported with its own figure', async () => {
  const files = [
    file('speech', 'base', true),
    file('speech', 'small', false),
    file('sherpa-onnx', 'moonshine', true),
    file('sherpa-onnx', 'new', true),
    file('sherpa-onnx', 'broken', true),
  ];
  const models: Pick<StoredModels, 'list' | 'resolve'> = {
    list: (kind) => Promise.resolve(files.filter((found) => found.kind === kind)),
    resolve: (_kind, name) =>
      name === 'broken' ? Promise.reject(new Error('damaged')) : Promise.resolve(`/models/${name}`),
  };
  const measured = new Map([
    ['whisper.cpp /models/base', 0.25],
    ['sherpa-onnx /models/moonshine', 0.125],
  ]);
  const reported: UnstampedEvent[] = [];
  await publishSpeechPaces(
    {
      find: ({ recognizer, modelPath }) => {
        const realTimeFactor = measured.get(`${recognizer} ${modelPath}`);
        return Promise.resolve(
          realTimeFactor === undefined ? undefined : { clipMs: 1_000, passMs: 1, realTimeFactor },
        );
      },
    },
    models,
    (event) => void reported.push(event),
  );
  expect(
    reported.map((event) => event.type === 'model.measured' && [event.name, event.realTimeFactor]),
  ).toEqual([
    ['base', 0.25],
    ['moonshine', 0.125],
  ]);
});
