import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { forkChild } from '../../engine/base/fork-child.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import type { ComponentState } from '../../engine/protocol/component-state.ts';
import type {
  SpeechProcessReply,
  SpeechProcessRequest,
} from '../../engine/transcription/recognizers/whisper/speech-process-messages.ts';
import {
  openWhisperTranscriber,
  type WhisperTranscriber,
} from '../../engine/transcription/recognizers/whisper/whisper-transcriber.ts';
import { whenItComputes } from '../fakes/computing-process.ts';
import { sampleNamed, spokenSegment } from '../fakes/spoken-samples.ts';
import { describeTranscriber } from './transcriber-suite.ts';

const MODEL_PATH = path.resolve(import.meta.dirname, '../../assets/demo/toy-speech.bin');
const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;
const QUESTION = sampleNamed('could-you-explain-database-indexing');

let states: ComponentState[] = [];
/** Of every speech process that was started. */
let processIds: (number | undefined)[] = [];

afterEach(() => {
  states = [];
  processIds = [];
});

describeTranscriber('whisper.cpp', openToy);

test('the model is warmed by a dummy pass before it is asked anything', async () => {
  await using transcriber = await openToy();
  expect(transcriber.measure()).toMatchObject({ passCount: 0, passMs: expect.any(Number) as unknown });
  // What a pass is expected to take is known from the dummy alone.
  expect(transcriber.measure().passMs).toBeGreaterThan(50);
});

test('a speech process killed mid-pass comes back and the pass is replayed', async () => {
  await using transcriber = await openToy();
  const text = listen(transcriber);
  await whenItComputes(() => transcriber.processId);
  const firstProcessId = killProcess(transcriber, 'SIGKILL');
  expect(await text).toBe(QUESTION.text);
  expect(transcriber.processId).not.toBe(firstProcessId);
  expect(transcriber.measure()).toMatchObject({ replayedPassCount: 1, restartCount: 1 });
  expect(states.map((state) => state.status)).toEqual(['starting', 'ready', 'starting', 'ready']);
});

test('a speech process that hangs is found by its heartbeat and replaced', async () => {
  await using transcriber = await openToy();
  const text = listen(transcriber);
  await whenItComputes(() => transcriber.processId);
  const hungProcessId = killProcess(transcriber, 'SIGSTOP');
  expect(await text).toBe(QUESTION.text);
  expect(isAlive(hungProcessId)).toBe(false);
});

test('after four crashes it stays down with a button, and the button starts it again', async () => {
  await using transcriber = await openToy();
  for (let crashIndex = 0; crashIndex < 4; crashIndex += 1) {
    await expect.poll(() => isAlive(transcriber.processId)).toBe(true);
    const crashed = killProcess(transcriber, 'SIGKILL');
    await expect.poll(() => transcriber.processId === crashed).toBe(false);
  }
  await expect.poll(() => states.at(-1)?.status).toBe('failed');
  expect(states.at(-1)?.action).toEqual({
    label: 'Restart speech recognition',
    kind: 'retry',
    target: 'speech',
  });
  await expect(listen(transcriber)).rejects.toMatchObject({ code: 'transcriber-down' });
  await transcriber.restart();
  expect(await listen(transcriber)).toBe(QUESTION.text);
});

test('closing leaves no child, not even mid-pass', async () => {
  const transcriber = await openToy();
  const refusal = expect(listen(transcriber)).rejects.toMatchObject({ code: 'transcriber-down' });
  await whenItComputes(() => transcriber.processId);
  await transcriber[Symbol.asyncDispose]();
  await refusal;
  await expect.poll(() => processIds.map(isAlive)).toEqual([false]);
});

function openToy(): Promise<WhisperTranscriber> {
  return openWhisperTranscriber({
    modelPath: MODEL_PATH,
    useGpu: false,
    clock: systemClock,
    log: silentLogger,
    onStateChange: (state) => states.push(state),
    spawn: (entryPath) => {
      const child = forkChild<SpeechProcessRequest, SpeechProcessReply>(entryPath);
      processIds.push(child.processId);
      return child;
    },
  });
}

async function listen(transcriber: WhisperTranscriber): Promise<string> {
  const { text } = await transcriber.transcribe(spokenSegment(QUESTION), FINAL, new AbortController().signal);
  return text;
}

function killProcess({ processId }: WhisperTranscriber, signalName: 'SIGKILL' | 'SIGSTOP'): number {
  if (processId === undefined) throw new Error('there is no speech process');
  process.kill(processId, signalName);
  return processId;
}

function isAlive(processId: number | undefined): boolean {
  if (processId === undefined) return false;
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
