import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SpawnSpeechProcess } from '../../../engine/transcription/spawn-speech-process.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { ComponentState } from '../../../engine/protocol/events.ts';
import { openTwinFiles } from '../../../engine/transcription/short-context-twin.ts';
import {
  openWhisperTranscriber,
  threadCountFor,
  type WhisperTranscriber,
  type WhisperTranscriberOptions,
} from '../../../engine/transcription/whisper-transcriber.ts';
import { VirtualClock } from '../../../scripts/bench/virtual-clock.ts';
import { FakeSpeechProcess, type SpeechProcessScript } from '../../fakes/speech-process.ts';
import { segmentOf } from '../../fakes/spoken-samples.ts';

const MODEL_PATH = path.resolve(import.meta.dirname, '../../../assets/demo/toy-speech.bin');
const SPEECH = segmentOf(new Int16Array(16_000).fill(1_000));
const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;

let dataDir: string;
let clock: VirtualClock;
let processes: FakeSpeechProcess[];
let states: ComponentState[];
let opened: WhisperTranscriber | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-whisper-'));
  clock = new VirtualClock();
  processes = [];
  states = [];
});
afterEach(async () => {
  await opened?.[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
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
    { type: 'load', variant: 'full', modelPath: MODEL_PATH, useGpu: false, threadCount, isWarmed: true },
  ]);
});

test('opening a model clears away the twins of models that are gone', async () => {
  await writeFile(path.join(dataDir, 'gone-1000-2000-512.bin'), 'a twin');
  await open({});
  expect(await readdir(dataDir)).toEqual([]);
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

test('a twin is asked only once it is trusted, and only about what fits into its window', async () => {
  const seconds = (count: number) => segmentOf(new Int16Array(16_000 * count).fill(1_000));
  const variantsAt = async (outcomes: boolean[]): Promise<string[]> => {
    processes = [];
    const files = await openTwinFiles(MODEL_PATH, dataDir);
    await writeFile(files.trustPath, JSON.stringify(outcomes));
    const transcriber = await open({}, { shortContext: true });
    await clock.advance(1_000);
    for (const speech of [seconds(2), seconds(12)])
      await clock.runUntil(transcriber.transcribe(speech, FINAL, new AbortController().signal));
    await transcriber[Symbol.asyncDispose]();
    return processes.flatMap((process) => process.passes);
  };
  const agreed = Array.from({ length: 6 }, () => true);
  expect(await variantsAt(agreed)).toEqual(['twin', 'full']);
  expect(await variantsAt(agreed.slice(1))).toEqual(['full', 'full']);
  expect(await variantsAt(agreed.map(() => false))).toEqual(['full', 'full']);
});

test('what the whole model recognized for a twin that still loads is no proof of that twin', async () => {
  const files = await openTwinFiles(MODEL_PATH, dataDir);
  await writeFile(files.trustPath, JSON.stringify(Array.from({ length: 6 }, () => true)));
  const transcriber = await open({ startMs: 3_000 }, { shortContext: true });
  for (let index = 0; index < 8; index += 1)
    await clock.runUntil(transcriber.transcribe(SPEECH, FINAL, new AbortController().signal));
  expect(processes[0]?.passes).toEqual(Array.from({ length: 8 }, () => 'full'));
  await clock.advance(10_000);
  // The one utterance in eight that is looked at again goes to the twin.
  expect(processes[0]?.passes.slice(8)).toEqual(['twin']);
});

test('digital silence and a few samples reach no process', async () => {
  const transcriber = await open({});
  for (const samples of [new Int16Array(16_000), new Int16Array(10).fill(900)]) {
    const recognition = await clock.runUntil(
      transcriber.transcribe(segmentOf(samples), FINAL, new AbortController().signal),
    );
    expect(recognition.text).toBe('');
  }
  expect(processes[0]?.passes).toEqual([]);
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
    shortContext: false,
    keepsSpare: false,
    dataDir,
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
