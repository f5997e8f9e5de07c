import { availableParallelism } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SpawnSpeechProcess } from '../../../../../engine/transcription/recognizers/whisper/spawn-speech-process.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import type { ComponentState } from '../../../../../engine/protocol/component-state.ts';
import {
  openWhisperTranscriber,
  slownessNotice,
  threadCountFor,
  type WhisperTranscriber,
  type WhisperTranscriberOptions,
} from '../../../../../engine/transcription/recognizers/whisper/whisper-transcriber.ts';
import { VirtualClock } from '../../../../fakes/virtual-clock.ts';
import { FakeSpeechProcess, type SpeechProcessScript } from '../../../../fakes/speech-process.ts';
import { segmentOf } from '../../../../fakes/spoken-samples.ts';

const MODEL_PATH = path.resolve(import.meta.dirname, '../../../../../assets/demo/toy-speech.bin');
const SPEECH = segmentOf(new Int16Array(16_000).fill(1_000));
const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;

let clock: VirtualClock;
let processes: FakeSpeechProcess[];
let states: ComponentState[];
let opened: WhisperTranscriber | undefined;

beforeEach(() => {
  clock = new VirtualClock();
  processes = [];
  states = [];
});
afterEach(async () => {
  await opened?.[Symbol.asyncDispose]();
});

test('threads are chosen from the cores: all of up to four, half of more, eight at most', () => {
  const chosen = [1, 2, 4, 6, 8, 16, 64].map((coreCount) => [coreCount, threadCountFor(coreCount)]);
  expect(chosen).toEqual([
    [1, 1],
    [2, 2],
    [4, 4],
    [6, 3],
    [8, 4],
    [16, 8],
    [64, 8],
  ]);
});

test("the first load has this machine's threads and a dummy pass", async () => {
  await open({});
  const threadCount = threadCountFor(availableParallelism());
  expect(processes[0]?.loads).toEqual([
    { type: 'load', modelPath: MODEL_PATH, useGpu: false, threadCount, isWarmed: true },
  ]);
});

test.each([
  ['refuses-load', 'while the model loaded'],
  ['crashes-on-load', 'while the model loaded'],
  ['crashes-in-pass', 'in a pass'],
] as const)(
  'a GPU that %s leaves the work to the processor, and the state says so',
  async (gpuFault, when) => {
    const transcriber = await open({ gpuFault, backend: 'Vulkan0' }, { useGpu: true, threadCount: 2 });
    await clock.runUntil(transcriber.transcribe(SPEECH, FINAL, new AbortController().signal));
    const description = `whisper.cpp · toy-speech · CPU, 2 threads · the GPU failed ${when}`;
    expect(states.at(-1)).toEqual({ component: 'speech', status: 'ready', reason: description });
    expect(transcriber.description).toBe(description);
  },
);

test('the encoder reads no more than the speech needs, and at least a second more than there is', async () => {
  const transcriber = await open({});
  for (const seconds of [1, 8.5, 8.6, 13, 13.1]) {
    const speech = segmentOf(new Int16Array(16_000 * seconds).fill(1_000));
    await clock.runUntil(transcriber.transcribe(speech, FINAL, new AbortController().signal));
  }
  const positions = processes[0]?.requests.map((request) => request.audioContextCount);
  expect(positions).toEqual([512, 512, 768, 768, 0]);
});

test('a pass that loops is run once more with the whole window', async () => {
  const texts = ['Did you rest? Did you rest? Did you rest?', 'Did you rest?'];
  const transcriber = await open({ text: (passIndex) => texts[passIndex - 1] ?? '' });
  const { text, computeMs } = await clock.runUntil(
    transcriber.transcribe(SPEECH, FINAL, new AbortController().signal),
  );
  expect([text, computeMs]).toEqual(['Did you rest?', 600]);
  expect(processes[0]?.requests.map((request) => request.audioContextCount)).toEqual([512, 0]);
});

test('only the slow build without vector code is warned of, with its pace and the way on', () => {
  const slow = { arch: 'x64', backend: 'CPU', passMs: 5_230 };
  expect(slownessNotice(slow)).toMatch(
    /a short utterance takes 5\.2 s.*get the model whisper-base in Settings, Speech/,
  );
  for (const other of [{ arch: 'arm64' }, { backend: 'Vulkan0' }, { passMs: 300 }])
    expect(slownessNotice({ ...slow, ...other })).toBeUndefined();
});

test('digital silence and a few samples reach no process', async () => {
  const transcriber = await open({});
  for (const samples of [new Int16Array(16_000), new Int16Array(10).fill(900)]) {
    const recognition = await clock.runUntil(
      transcriber.transcribe(segmentOf(samples), FINAL, new AbortController().signal),
    );
    expect(recognition.text).toBe('');
  }
  expect(processes[0]?.requests).toEqual([]);
});

async function open(
  script: Omit<SpeechProcessScript, 'clock'>,
  more: Partial<WhisperTranscriberOptions> = {},
): Promise<WhisperTranscriber> {
  const spawn: SpawnSpeechProcess = () => {
    const process = new FakeSpeechProcess({ clock, ...script });
    processes.push(process);
    return process;
  };
  const opening = openWhisperTranscriber({
    modelPath: MODEL_PATH,
    useGpu: false,
    clock,
    log: silentLogger,
    onStateChange: (state) => states.push(state),
    spawn,
    ...more,
  });
  // The layout is read from the disk before any virtual time passes.
  await expect.poll(() => processes.length).toBe(1);
  opened = await clock.runUntil(opening);
  return opened;
}
