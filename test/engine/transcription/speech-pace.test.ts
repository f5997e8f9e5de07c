import { mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import {
  describePace,
  openPaceBook,
  verdictOn,
  type PaceBook,
} from '../../../engine/transcription/speech-pace.ts';
import { tryThreads } from '../../../engine/transcription/thread-trial.ts';
import { createPaceDrift } from '../../../engine/transcription/pace-drift.ts';
import type { Transcriber } from '../../../engine/transcription/recognizers/base/transcriber.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { never } from '../../fakes/pass-runner-stage.ts';

const ASSETS = path.join(import.meta.dirname, '../../../assets');

const OPEN = { mayReload: true };

let directory: string;
let modelPath: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-pace-'));
  modelPath = path.join(directory, 'ggml-base.bin');
  await writeFile(modelPath, 'weights');
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

function bookOn(processorName = 'fast one', isBusy = false): PaceBook {
  return openPaceBook({
    directory,
    assetsDirectory: ASSETS,
    log: silentLogger,
    processorName,
    isMachineBusy: () => Promise.resolve(isBusy),
  });
}

function taking(...passesMs: readonly number[]): Transcriber & { readonly heardMs: number[] } {
  const left = [...passesMs];
  const heardMs: number[] = [];
  return {
    description: 'scripted',
    heardMs,
    transcribe: ({ samples }) => {
      heardMs.push(samples.length / 16);
      return Promise.resolve({ text: 'What happens', computeMs: left.shift() ?? 0 });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

test('the clip is recognized twice, and the faster pass is kept for the next start', async () => {
  const subject = { recognizer: 'whisper.cpp', modelPath } as const;
  const transcriber = taking(900, 453);
  const pace = await bookOn().measure(subject, transcriber, OPEN, never());
  expect(transcriber.heardMs).toEqual([3_020, 3_020]);
  expect(pace).toEqual({ clipMs: 3_020, passMs: 453, realTimeFactor: 0.15 });
  expect(await bookOn().find(subject)).toEqual(pace);
  expect((await stat(path.join(directory, 'speech-pace.json'))).mode & 0o777).toBe(0o600);
});

test('the first measurement outside of a call, on a machine at rest, finds the fastest number of threads, a later one leaves it', async () => {
  const subject = { recognizer: 'sherpa-onnx', modelPath } as const;
  const slowWith: Readonly<Record<number, number>> = { 1: 500, 2: 300, 4: 330, 8: 280 };
  let isBusy = true;
  const used: number[] = [];
  const threads = {
    count: 4,
    use: (count: number) => {
      used.push(count);
      threads.count = count;
      return Promise.resolve();
    },
  };
  const transcriber: Transcriber = {
    description: 'scripted',
    threads,
    transcribe: () => Promise.resolve({ text: '', computeMs: slowWith[threads.count] ?? Number.NaN }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const book = openPaceBook({
    directory,
    assetsDirectory: ASSETS,
    log: silentLogger,
    processorName: 'eight cores',
    coreCount: 16,
    isMachineBusy: () => Promise.resolve(isBusy),
  });
  const inCall = await book.measure(subject, transcriber, { mayReload: false }, never());
  expect([inCall.passMs, inCall.threadCount]).toEqual([330, undefined]);
  expect(await book.measure(subject, transcriber, OPEN, never())).not.toHaveProperty('threadCount');
  isBusy = false;
  expect(used).toEqual([]);
  expect(await book.measure(subject, transcriber, OPEN, never())).toMatchObject({
    passMs: 280,
    threadCount: 8,
  });
  expect(used).toEqual([8, 2, 1, 8]);
  expect(await book.measure(subject, transcriber, OPEN, never())).toMatchObject({ threadCount: 8 });
  expect(used).toHaveLength(4);
  expect(await book.find(subject)).toMatchObject({ threadCount: 8 });
});

test('a measurement that fails leaves the threads at the fastest number so far', async () => {
  const used: number[] = [];
  const threads = {
    count: 2,
    use: (count: number) => {
      used.push(count);
      threads.count = count;
      return Promise.resolve();
    },
  };
  const spoken = new Error('Somebody speaks.');
  const measuring = tryThreads(threads, 300, () => Promise.reject(spoken), 2);
  await expect(measuring).rejects.toBe(spoken);
  expect(used).toEqual([1, 2]);
});

test('how large a model this machine can run is judged from the largest real one that was measured', async () => {
  const measure = async (
    name: string,
    sizeBytes: number,
    passMs: number,
    isBusy?: boolean,
  ): Promise<void> => {
    const largePath = path.join(directory, name);
    await writeFile(largePath, '');
    await truncate(largePath, sizeBytes);
    const subject = { recognizer: 'sherpa-onnx', modelPath: largePath } as const;
    await bookOn(undefined, isBusy).measure(subject, taking(passMs, passMs), OPEN, never());
  };
  await measure('toy.onnx', 1_000_000, 3_020);
  expect(await bookOn().hearableBytes('sherpa-onnx')).toBeUndefined();
  await measure('tiny.onnx', 40_000_000, 302);
  expect(await bookOn().hearableBytes('sherpa-onnx')).toBe(120_000_000);
  await measure('base.onnx', 160_000_000, 1_812);
  expect(await bookOn().hearableBytes('sherpa-onnx')).toBe(80_000_000);
  expect(await bookOn().hearableBytes('whisper.cpp')).toBeUndefined();
  // A busy moment does not condemn this machine to small models.
  await measure('small.onnx', 400_000_000, 9_060, true);
  expect(await bookOn().hearableBytes('sherpa-onnx')).toBe(80_000_000);
  expect(await bookOn('another one').hearableBytes('sherpa-onnx')).toBeUndefined();
});

test('another recognizer, model or processor has a pace of its own', async () => {
  const subject = { recognizer: 'whisper.cpp', modelPath } as const;
  await bookOn().measure(subject, taking(453, 453), OPEN, never());
  expect(await bookOn().find({ ...subject, recognizer: 'sherpa-onnx' })).toBeUndefined();
  expect(await bookOn('slow one').find(subject)).toBeUndefined();
  await utimes(modelPath, 1, 1);
  expect(await bookOn().find(subject)).toBeUndefined();
});

test('a file of paces that cannot be read or written costs a measurement, nothing else', async () => {
  await writeFile(path.join(directory, 'speech-pace.json'), '{"broken');
  const subject = { recognizer: 'sherpa-onnx', modelPath: directory } as const;
  expect(await bookOn().find(subject)).toBeUndefined();
  const unwritable = openPaceBook({
    directory: path.join(modelPath, 'no-folder'),
    assetsDirectory: ASSETS,
    log: silentLogger,
  });
  expect(await unwritable.measure(subject, taking(300, 310), OPEN, never())).toMatchObject({ passMs: 300 });
});

test('a book does not grow without end', async () => {
  const subject = { recognizer: 'whisper.cpp', modelPath } as const;
  for (let index = 0; index < 70; index += 1)
    await bookOn(`machine ${index}`).measure(subject, taking(1, 1), OPEN, never());
  const kept = JSON.parse(await readFile(path.join(directory, 'speech-pace.json'), 'utf8')) as object;
  expect(Object.keys(kept)).toHaveLength(64);
  expect(await bookOn('machine 69').find(subject)).toBeDefined();
});

test.each([
  [400, 'live-text', '3 s of speech takes 0.4 s'],
  [1_500, 'finals-only', '3 s of speech takes 1.5 s: text comes at the end of each utterance'],
  [3_000, 'too-slow', '3 s of speech takes 3 s: too slow to follow a call in time'],
  [12_000, 'hopeless', '3 s of speech takes 12 s: this machine cannot follow a call with it'],
] as const)('%i ms for the clip are %s', (passMs, verdict, words) => {
  const pace = { clipMs: 3_000, passMs, realTimeFactor: passMs / 3_000 };
  expect(verdictOn(pace)).toBe(verdict);
  expect(describePace(pace)).toBe(words);
});

test('ten passes over a minute that take twice as long ask for a new measurement; a short spell does not', async () => {
  const clock = new ManualClock();
  const drift = createPaceDrift(() => 0.1, clock);
  const asked: boolean[] = [];
  for (let passIndex = 0; passIndex < 15; passIndex += 1) {
    asked.push(drift.observe(700, 3_000));
    await clock.advance(3_000);
  }
  expect(asked).not.toContain(true);
  await clock.advance(20_000);
  expect(drift.observe(700, 3_000)).toBe(true);
  expect(drift.observe(700, 3_000)).toBe(false);
});

test('one pass in time ends a slow spell, and short audio is not held against the clip', async () => {
  const clock = new ManualClock();
  const drift = createPaceDrift(() => 0.1, clock);
  for (let passIndex = 0; passIndex < 40; passIndex += 1) {
    expect(drift.observe(passIndex % 8 === 0 ? 300 : 700, passIndex % 8 === 0 ? 800 : 3_000)).toBe(false);
    await clock.advance(3_000);
  }
});
