import { expect, test } from 'vitest';
import { defaultSettings, settingsSchema } from '../../../engine/protocol/settings.ts';
import {
  answersReadiness,
  audioFor,
  missingModels,
  speechReadiness,
  voicesOf,
  waysToHearOthers,
  type Voices,
} from '../../../renderer/guide/recommended.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';
import { recommendedFile } from './show-step.tsx';

const state = (change: Partial<SessionState>): SessionState => ({ ...initialState, ...change });
const speech = recommendedFile('sherpa-onnx');
const chat = recommendedFile('chat', { ollamaName: 'chat:1b' });

test.each(['call', 'room', 'key'] as const)(
  'the settings of "%s" are recognized as its own',
  (voices: Voices) => {
    const patch = audioFor(voices, 'page');
    const settings = settingsSchema.parse({
      ...defaultSettings,
      audio: { ...defaultSettings.audio, ...patch.audio },
      question: { ...defaultSettings.question, ...patch.question },
    });
    expect(voicesOf(settings)).toBe(voices);
  },
);

test('before anybody chose, the settings are nobody’s way', () => {
  expect(voicesOf(defaultSettings)).toBeUndefined();
});

test('the call is heard as this system allows it, with what needs no sharing first', () => {
  const machine = { system: 'linux', ollama: 'missing', ollamaModelCount: 0 } as const;
  expect(waysToHearOthers({ ...machine, canRecordOutput: true }, true)).toEqual(['monitor', 'page']);
  expect(waysToHearOthers({ ...machine, canRecordOutput: false }, true)).toEqual(['page']);
  expect(waysToHearOthers({ ...machine, canRecordOutput: true }, false)).toEqual(['monitor']);
  expect(waysToHearOthers(undefined, false)).toEqual([]);
});

test('of an empty machine both recommended models are missing', () => {
  const files = [recommendedFile('speech', { isRecommended: false }), speech, chat];
  expect(missingModels(state({ modelFiles: files }))).toEqual({ speech, chat, isChatFromOllama: false });
});

test('a running Ollama without a model gets the one it knows by name', () => {
  const machine = { system: 'linux', canRecordOutput: true, ollama: 'running', ollamaModelCount: 0 } as const;
  expect(missingModels(state({ modelFiles: [speech, chat], machine })).isChatFromOllama).toBe(true);
});

test('nothing is fetched where a model of the kind is here, whichever it is', () => {
  const files = [
    speech,
    chat,
    recommendedFile('speech', { name: 'mine', isRecommended: false, isPresent: true }),
  ];
  const machine = { system: 'linux', canRecordOutput: true, ollama: 'running', ollamaModelCount: 2 } as const;
  expect(missingModels(state({ modelFiles: files, machine }))).toMatchObject({
    speech: undefined,
    chat: undefined,
  });
});

const part = (component: 'speech' | 'model', status: 'failed' | 'starting' | 'ready') =>
  ({ [component]: { component, status, reason: '' } }) as const;

test('what is being loaded is here, so nothing is fetched in its place', () => {
  const components = { ...part('speech', 'starting'), ...part('model', 'starting') };
  expect(missingModels(state({ modelFiles: [speech, chat], components }))).toMatchObject({
    speech: undefined,
    chat: undefined,
  });
});

test('a part is missing, on its way, loading and ready in turn', () => {
  const download = {
    kind: 'chat',
    name: 'chat-model',
    status: 'running',
    detail: '',
    receivedBytes: 1,
    totalBytes: 2,
  } as const;
  const failed = part('model', 'failed');
  expect(answersReadiness(state({ components: failed }))).toBe('missing');
  expect(answersReadiness(state({ components: failed, downloads: { a: download } }))).toBe('downloading');
  expect(answersReadiness(state({ components: part('model', 'starting') }))).toBe('loading');
  expect(answersReadiness(state({ components: part('model', 'ready') }))).toBe('ready');
  expect(speechReadiness(state({ downloads: { a: download } }))).toBe('missing');
});
