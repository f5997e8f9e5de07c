import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { SpawnChild } from '../../../engine/base/fork-child.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { loadManifest } from '../../../engine/model-files/model-manifest.ts';
import { openModelStore } from '../../../engine/model-files/model-store.ts';
import type { ComponentState } from '../../../engine/protocol/component-state.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import {
  createSpeechSupervisor,
  type SpeechSupervisor,
} from '../../../engine/transcription/speech-supervisor.ts';
import { writeSmallerModel } from '../../fakes/smaller-model.ts';
import type { Transcriber } from '../../../engine/transcription/recognizers/base/transcriber.ts';
import { FakeSpeechProcess } from '../../fakes/speech-process.ts';
import { leaveSpeechBehind } from '../../fakes/left-over-speech.ts';
import { segmentOf } from '../../fakes/spoken-samples.ts';
import { TOY_SPEECH_MODEL } from '../../fakes/toy-recognizer.ts';

const SPEECH = segmentOf(new Int16Array(16_000).fill(1_000));
const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;

let dataDir: string;
let folder: string;
let processes: FakeSpeechProcess[];
let states: ComponentState[];
let skippedMs: number;
let speech: SpeechSupervisor;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-supervisor-'));
  folder = path.join(dataDir, 'models', 'speech');
  await mkdir(folder, { recursive: true });
  processes = [];
  states = [];
  skippedMs = 0;
  speech = await createSupervisor();
});
afterEach(async () => {
  await speech[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

/** Model files are real; a process answers with the name of the model that it has loaded. */
async function createSupervisor(
  language = 'auto',
  chosen: Partial<Settings['speech']> = {},
): Promise<SpeechSupervisor> {
  const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + skippedMs };
  const spawn = (): FakeSpeechProcess => {
    const process = new FakeSpeechProcess({
      clock,
      startMs: 5,
      passMs: 5,
      text: () => path.basename(process.loads[0]?.modelPath ?? ''),
    });
    processes.push(process);
    return process;
  };
  const modelFiles = await openModelStore({
    directory: path.join(dataDir, 'models'),
    manifest: await loadManifest(),
    log: silentLogger,
    clock,
  });
  const settings = {
    ...defaultSettings,
    speech: { ...defaultSettings.speech, language, model: 'large.bin', useGpu: false, ...chosen },
  };
  return createSpeechSupervisor({
    isModelAtWork: () => false,
    dataDir,
    assetsDirectory: path.join(dataDir, 'no-assets'),
    clock,
    log: silentLogger,
    spawn: spawn as unknown as SpawnChild,
    settings: () => settings,
    publish: () => undefined,
    publishState: (state) => states.push(state),
    modelFiles,
    accessToken: () => undefined,
  });
}

async function hear(transcriber: Transcriber = speech.transcriber): Promise<string> {
  return (await transcriber.transcribe(SPEECH, FINAL, new AbortController().signal)).text;
}

function reported(): (readonly [ComponentState['status'], string])[] {
  return states.map(({ status, reason }) => [status, reason]);
}

test('speech that comes while the model loads waits for it, and the state says what runs', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  const loading = speech.reload();
  expect(await hear()).toBe('large.bin');
  await loading;
  expect(speech.failure()).toBeUndefined();
  expect(reported().at(-1)).toEqual(['ready', expect.stringMatching(/^whisper\.cpp · large · CPU/)]);
});

test('a model that is not there is named with what to do, and is taken when it has come', async () => {
  await speech.reload();
  expect(speech.failure()).toMatchObject({ code: 'speech-model-missing' });
  expect(states.at(-1)).toMatchObject({
    status: 'failed',
    action: { label: 'Get a speech model', kind: 'download-speech-model' },
  });
  await expect(hear()).rejects.toMatchObject({ code: 'speech-model-missing' });
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await speech.reload();
  expect(await hear()).toBe('large.bin');
});

test('speech that a killed Sotto left in a file is deleted at the start', async () => {
  await using leftOver = await leaveSpeechBehind();
  expect(existsSync(leftOver.wavPath)).toBe(true);
  await speech.reload();
  expect(existsSync(path.dirname(leftOver.wavPath))).toBe(false);
});

test('a change of the recognizer ends the process of the one before', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await speech.reload();
  await speech.reload();
  expect(processes.map(({ isAlive }) => isAlive)).toEqual([false, true]);
});

test('a pass that is cut off because Sotto closes is not a failure of the recognizer', async () => {
  const command = [process.execPath, '-e', 'setInterval(() => {}, 1_000)', '{wav}'];
  const endless = await createSupervisor('auto', { recognizer: 'command', command });
  await endless.reload();
  const hearing = expect(hear(endless.transcriber)).rejects.toMatchObject({ code: 'transcriber-down' });
  await nextTurn();
  await endless[Symbol.asyncDispose]();
  await hearing;
  expect(states.map(({ status }) => status)).toEqual(['starting', 'ready']);
});

test('a pass that is given up is not a failure of the recognizer, whatever the reason', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await speech.reload();
  const closing = new AbortController();
  const hearing = expect(speech.transcriber.transcribe(SPEECH, FINAL, closing.signal)).rejects.toThrow();
  await expect.poll(() => processes[0]?.requests.length).toBe(1);
  closing.abort(new EngineError('internal', 'Sotto is closing.', 'Start it again.'));
  await hearing;
  expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['starting', 'ready']));
});

test('a pass that is cut off because the recognizer is changed is none of the new one', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await speech.reload();
  expect(await hear()).toBe('large.bin');
  processes[0]?.hang();
  const hearing = expect(hear()).rejects.toMatchObject({ code: 'transcriber-down' });
  await expect.poll(() => processes[0]?.requests.length).toBe(2);
  await speech.reload();
  await hearing;
  expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['starting', 'ready']));
});

test('pressure is published, and its end names what runs again', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await speech.reload();
  const pressure = { waitingTurnCount: 2, droppedTurnCount: 0 };
  const note = { kind: 'behind', cause: 'slow', effect: 'finals-only', utteranceCount: 0 } as const;
  speech.observePressure({ ...pressure, level: 'finals-only', note });
  speech.observePressure({ ...pressure, level: 'none', note: undefined });
  expect(reported().slice(-2)).toEqual([
    ['degraded', 'Speech recognition is slow here: text comes at the end of each utterance.'],
    ['ready', expect.stringContaining('large')],
  ]);
});

test('without a smaller model nothing can take over', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await speech.reload();
  expect(await speech.smaller()).toBeUndefined();
});

test('a smaller model is loaded at its first pass, once for all calls, and closed with the rest', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await writeSmallerModel(TOY_SPEECH_MODEL, path.join(folder, 'small.bin'));
  await speech.reload();
  const smaller = (await speech.smaller()) ?? expect.unreachable('small.bin is there');
  expect(processes).toHaveLength(1);
  expect(await hear(smaller)).toBe('small.bin');
  expect(await speech.smaller()).toBe(smaller);
  expect(await hear(smaller)).toBe('small.bin');
  expect(processes).toHaveLength(2);
  await speech[Symbol.asyncDispose]();
  expect(processes.map(({ isAlive }) => isAlive)).toEqual([false, false]);
});

test('a damaged smaller model is named, the chosen one continues, and a repaired one takes over later', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await writeFile(path.join(folder, 'small.bin'), 'lmgg, and then nothing');
  await speech.reload();
  const smaller = (await speech.smaller()) ?? expect.unreachable('small.bin is there');
  expect(await hear(smaller)).toBe('large.bin');
  expect(reported().at(-1)).toEqual([
    'degraded',
    expect.stringMatching(
      /^The smaller speech model small\.bin cannot take over: .* The selected model stays in use\.$/,
    ),
  ]);
  await writeSmallerModel(TOY_SPEECH_MODEL, path.join(folder, 'small.bin'));
  expect(await hear(smaller)).toBe('large.bin');
  skippedMs += 30_000;
  expect(await hear(smaller)).toBe('small.bin');
});

test('a language that the model does not know is said with the model, and another one can be picked', async () => {
  await copyFile(TOY_SPEECH_MODEL, path.join(folder, 'large.bin'));
  await using german = await createSupervisor('de');
  await german.reload();
  expect(states.at(-1)).toMatchObject({
    status: 'degraded',
    reason: expect.stringMatching(/understands English only, not the language that is set$/) as string,
    action: { kind: 'open-settings', target: 'speech' },
    notes: [{ kind: 'limit', limit: 'english-only' }],
  });
});
