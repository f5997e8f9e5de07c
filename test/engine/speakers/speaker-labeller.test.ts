import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { SpeechEvent } from '../../../engine/base/nouns.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import type { VoiceEmbedder } from '../../../engine/speakers/hear-voice.ts';
import {
  createSpeakerLabeller,
  type SpeakerLabellerDeps,
} from '../../../engine/speakers/speaker-labeller.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { toySpeakerModel } from '../../fakes/toy-speaker-model.ts';
import { completedTurn } from './completed-turn.ts';

const NONE: ComponentState | undefined = undefined;
let folder: string;
let modelPath: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-speakers-'));
  modelPath = path.join(folder, 'toy.onnx');
  await writeFile(modelPath, toySpeakerModel());
});
afterAll(() => rm(folder, { recursive: true }));

/** A labeller whose embedder takes the loudness of a turn for its voice: 1 and 2 are two people. */
function stage(given: { readonly isOn?: boolean; readonly deps?: Partial<SpeakerLabellerDeps> } = {}) {
  const reported: string[] = [];
  const states: ComponentState[] = [];
  const embedded: number[] = [];
  const settings = structuredClone(defaultSettings);
  settings.speech.speakers = given.isOn ?? true;
  const embedder: VoiceEmbedder = {
    embed: (samples) => {
      embedded.push(samples[0] ?? 0);
      return Promise.resolve({ embedding: samples[0] === 1 ? Float32Array.of(1, 0) : Float32Array.of(0, 1) });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const labeller = createSpeakerLabeller({
    dataDir: folder,
    assetsDirectory: folder,
    clock: new ManualClock(),
    log: silentLogger,
    spawn: () => {
      throw new Error('nothing is started');
    },
    settings: () => settings,
    publish: () => undefined,
    publishState: (state) => states.push(state),
    modelFiles: { resolve: () => Promise.resolve(modelPath) },
    openEmbedder: () => Promise.resolve(embedder),
    ...given.deps,
  });
  const startCall = (shared: readonly Channel[] = ['them']) =>
    labeller.startCall({
      isShared: (channel) => shared.includes(channel),
      onLabel: ({ turnId, channel, speakerId, name }) =>
        reported.push([turnId, channel, speakerId, name].join(' ').trim()),
      onRename: (speaker, name, turnIds) => reported.push(`${speaker} is ${name}: ${turnIds.join(' ')}`),
    });
  return { labeller, reported, states, embedded, settings, startCall };
}

function ended(turnId: string, voice: number, channel: Channel = 'them'): SpeechEvent {
  const segment = {
    turnId,
    channel,
    samples: new Int16Array(48_000).fill(voice),
    startMs: 0,
    speechStartMs: 0,
    speechEndMs: 2_500,
    voicedMs: 2_500,
  };
  return { type: 'turn-ended', turnId, channel, segment, reason: 'silence', atMs: 0 };
}

type Staged = ReturnType<typeof stage>;

async function hear(
  { labeller }: Staged,
  call: ReturnType<Staged['startCall']>,
  turns: readonly (readonly [string, number, Channel?])[],
): Promise<void> {
  for (const [turnId, voice, channel] of turns) {
    call.observeSpeech(ended(turnId, voice, channel));
    call.observeTranscript(completedTurn(turnId, channel));
  }
  await labeller.settled();
}

const TWO_VOICES = [
  ['a', 1],
  ['b', 2],
  ['c', 1],
  ['d', 2],
  ['e', 1],
] as const;

test('turns of two people get their speakers after the text', async () => {
  const staged = stage();
  await hear(staged, staged.startCall(), TWO_VOICES);
  expect(staged.reported).toEqual(['a them 1', 'c them 1', 'b them 2', 'd them 2', 'e them 1']);
  expect(staged.states.map(({ status }) => status)).toEqual(['starting', 'ready']);
});

test('nothing is loaded or heard while the setting is off', async () => {
  const staged = stage({ isOn: false });
  await hear(staged, staged.startCall(), TWO_VOICES);
  expect([staged.reported, staged.states, staged.embedded]).toEqual([[], [], []]);
});

test('a channel of one person gets no speakers, and a turn without words none either', async () => {
  const staged = stage();
  const call = staged.startCall();
  await hear(staged, call, [
    ['a', 1, 'me'],
    ['b', 1, 'me'],
  ]);
  call.observeSpeech(ended('c', 1));
  const { labeller } = staged;
  call.observeTranscript({
    type: 'transcript-dropped',
    turnId: 'c',
    channel: 'them',
    reason: 'invented',
    text: '',
    atMs: 0,
  });
  call.observeTranscript(completedTurn('c'));
  await labeller.settled();
  expect(staged.embedded).toEqual([]);
});

test('a name is reported for the turns so far and stands on those that follow', async () => {
  const staged = stage();
  const call = staged.startCall();
  await hear(staged, call, TWO_VOICES.slice(0, 4));
  staged.reported.length = 0;
  staged.labeller.rename(1, 'Ann');
  await hear(staged, call, [['e', 1]]);
  expect(staged.reported).toEqual(['1 is Ann: a c', 'e them 1 Ann']);
});

test('a speaker that nobody heard cannot be named', async () => {
  const staged = stage();
  expect(() => staged.labeller.rename(1, 'Ann')).toThrow(EngineError);
  await hear(staged, staged.startCall(), TWO_VOICES);
  expect(() => staged.labeller.rename(3, 'Ann')).toThrow('No speaker 3 was heard in this call.');
});

test('the next call knows neither voices nor names of the one before', async () => {
  const staged = stage();
  const first = staged.startCall();
  await hear(staged, first, TWO_VOICES);
  staged.labeller.rename(2, 'Bob');
  first.end();
  staged.reported.length = 0;
  await hear(staged, staged.startCall(), [
    ['f', 2],
    ['g', 2],
  ]);
  expect(staged.reported).toEqual(['f them 1', 'g them 1']);
});

test('names can be given after the call, until it is erased', async () => {
  const staged = stage();
  const call = staged.startCall();
  await hear(staged, call, TWO_VOICES);
  call.end();
  staged.reported.length = 0;
  staged.labeller.rename(2, 'Bob');
  expect(staged.reported).toEqual(['2 is Bob: b d']);
  staged.labeller.forget();
  expect(() => staged.labeller.rename(2, 'Rob')).toThrow('There is no call.');
});

test('a missing model is named with the way to get one', async () => {
  const missing = new EngineError('speech-model-missing', 'There is no speaker model yet.', 'Get one.');
  const staged = stage({ deps: { modelFiles: { resolve: () => Promise.reject(missing) } } });
  await hear(staged, staged.startCall(), TWO_VOICES);
  expect(staged.states.at(-1) ?? NONE).toEqual({
    component: 'speakers',
    status: 'failed',
    reason: 'There is no speaker model yet. Get one.',
    code: 'speech-model-missing',
    action: { label: 'Get a speaker model', kind: 'open-settings', target: 'speech' },
  });
  expect(staged.reported).toEqual([]);
});

test('a failure costs the label of its turn alone', async () => {
  let passCount = 0;
  const embedder: VoiceEmbedder = {
    embed: () => {
      passCount += 1;
      return passCount === 2
        ? Promise.reject(new EngineError('transcriber-down', 'It broke down.', 'It is started again.'))
        : Promise.resolve({ embedding: Float32Array.of(1, 0) });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const staged = stage({ deps: { openEmbedder: () => Promise.resolve(embedder) } });
  await hear(staged, staged.startCall(), [
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ]);
  expect(staged.reported).toEqual(['a them 1', 'c them 1']);
  expect(staged.states.map(({ status }) => status)).toEqual(['starting', 'ready', 'degraded', 'ready']);
});

test('turns that wait are bounded: the newest get no label when this machine is far behind', async () => {
  const staged = stage();
  const turns = Array.from({ length: 40 }, (_, index) => [`t${index}`, 1] as const);
  await hear(staged, staged.startCall(), turns);
  expect(staged.embedded).toHaveLength(16);
});
