import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SherpaOnnxKind, SherpaOnnxModel } from '../../../../../engine/formats/sherpa-onnx-model.ts';
import { openUtterances } from '../../../../../engine/transcription/recognizers/sherpa-onnx/sherpa-onnx-utterance.ts';
import type { SherpaOnnxUtteranceTask } from '../../../../../engine/transcription/recognizers/base/recognizer-messages.ts';

/** In the place of the package, whose models of this kind are too large for a test: real ones run end to end. */
const require = createRequire(import.meta.url);
const PACKAGE = require.resolve('sherpa-onnx-node');

interface Config {
  readonly modelConfig: Record<string, unknown> & { readonly numThreads: number };
}

let configs: Config[];
let heard: { sampleRate: number; samples: Float32Array }[];
let result: { text: string; lang: string; tokens: string[] };
let real: NodeJS.Module | undefined;

beforeEach(() => {
  configs = [];
  heard = [];
  result = { text: 'hello', lang: '', tokens: [] };
  real = require.cache[PACKAGE];
  class OfflineRecognizer {
    constructor(config: Config) {
      configs.push(config);
    }
    setConfig(config: Config): void {
      configs.push(config);
    }
    createStream() {
      return { acceptWaveform: (wave: (typeof heard)[number]) => heard.push(wave) };
    }
    decode(): void {
      // What is heard is what the test says.
    }
    getResult() {
      return result;
    }
  }
  require.cache[PACKAGE] = { ...module(), exports: { OfflineRecognizer } };
});
afterEach(() => {
  if (real) require.cache[PACKAGE] = real;
  else delete require.cache[PACKAGE];
});

function module(): NodeJS.Module {
  return (real ?? { id: PACKAGE, filename: PACKAGE, loaded: true, children: [], paths: [] }) as NodeJS.Module;
}

const modelOf = (kind: SherpaOnnxKind): SherpaOnnxModel =>
  ({ kind, parts: { encoder: '/m/encoder.onnx' }, tokensPath: '/m/tokens.txt' }) as SherpaOnnxModel;

const task = (more: Partial<SherpaOnnxUtteranceTask> = {}): SherpaOnnxUtteranceTask => ({
  type: 'utterance',
  samples: new Int16Array(16_000).fill(16_384),
  paddedCount: 16_000,
  language: '',
  tailFrameCount: 0,
  ...more,
});

test('each kind of model is loaded as sherpa-onnx calls it, with its parts, tokens and threads', () => {
  const kinds = ['whisper', 'moonshine', 'nemo-transducer', 'transducer', 'sense-voice'] as const;
  for (const kind of kinds) openUtterances(modelOf(kind), 3);
  expect(configs.map(({ modelConfig }) => Object.keys(modelConfig)[0])).toEqual([
    'whisper',
    'moonshine',
    'transducer',
    'transducer',
    'senseVoice',
  ]);
  expect(configs.map(({ modelConfig }) => modelConfig['modelType'])).toEqual([
    undefined,
    undefined,
    'nemo_transducer',
    'transducer',
    undefined,
  ]);
  expect(configs[0]?.modelConfig).toMatchObject({ tokens: '/m/tokens.txt', numThreads: 3, provider: 'cpu' });
});

test('language and tail are changed only when they are other ones', () => {
  const run = openUtterances(modelOf('whisper'), 1);
  run(task());
  run(task({ language: 'de' }));
  run(task({ language: 'de' }));
  run(task({ language: 'de', tailFrameCount: 300 }));
  expect(configs.map(({ modelConfig }) => modelConfig['whisper'])).toMatchObject([
    { language: '', tailPaddings: -1 },
    { language: 'de', tailPaddings: -1 },
    { language: 'de', tailPaddings: 300 },
  ]);
});

test('the model hears the samples with silence up to the length that is asked for', () => {
  openUtterances(modelOf('moonshine'), 1)(task({ samples: Int16Array.of(16_384), paddedCount: 3 }));
  expect(heard.map(({ sampleRate, samples }) => [sampleRate, [...samples]])).toEqual([[16_000, [0.5, 0, 0]]]);
});

test.each([
  ['<|en|>', 'en'],
  ['de', 'de'],
  ['', undefined],
])('the language "%s" of the model is %j', (lang, language) => {
  result = { ...result, lang };
  expect(openUtterances(modelOf('sense-voice'), 1)(task()).language).toBe(language);
});

test('Whisper that wrote as much as it is allowed to may have had more to say; others never say so', () => {
  const isCutShort = (
    kind: SherpaOnnxKind,
    tokenCount: number,
    paddedCount = 16_000,
  ): boolean | undefined => {
    result = { ...result, tokens: Array.from({ length: tokenCount }, () => 'x') };
    return openUtterances(modelOf(kind), 1)(task({ paddedCount })).isCutShort;
  };
  expect([isCutShort('whisper', 5), isCutShort('whisper', 6), isCutShort('moonshine', 6)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(isCutShort('whisper', 224, 16_000 * 60)).toBe(true);
});
