import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { forkChild } from '../../engine/base/fork-child.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { median, percentile, percentilesOf } from '../../engine/base/percentiles.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { PassRunner, type PassRequest } from '../../engine/transcription/recognizers/whisper/pass-runner.ts';
import { speechProcessEntryPath } from '../../engine/transcription/recognizers/whisper/spawn-speech-process.ts';
import type { BenchRow } from './bench.ts';

const ASSETS_PATH = path.resolve(import.meta.dirname, '../../assets/demo');
const MODEL_PATH = path.join(ASSETS_PATH, 'toy-speech.bin');
const AUDIO_MS = 5_000;
const SHORT_PASS_COUNT = 8;
/** A runner gives up at its fourth crash in five minutes. */
const CRASHES_PER_RUNNER_COUNT = 3;
const CRASHED_RUNNER_COUNT = 2;
/** How far a pass has come when it is superseded, or its process killed. */
const HEAD_START_MS = 100;
const RESTART_GOAL_MS = 2_000;

/** Passes of the demo's speech model in real processes. */
export async function measureRealPasses(signal: AbortSignal): Promise<BenchRow[]> {
  const { samples } = await readSound(path.join(ASSETS_PATH, 'call.wav'));
  const request: PassRequest = {
    samples: samples.slice(0, (AUDIO_MS / 1_000) * PIPELINE_RATE_HZ),
    audioContextCount: 0,
    language: 'en',
    prompt: '',
    threadCount: 2,
  };
  return [
    await measureShortWindow(request, signal),
    await measureCrashes(request, signal),
    await measureHangs(request, signal),
  ];
}

/** The same audio in the whole window and in one of 512 positions. */
async function measureShortWindow(request: PassRequest, signal: AbortSignal): Promise<BenchRow> {
  using runner = await openRunner();
  const whole: number[] = [];
  const short: number[] = [];
  for (let passIndex = 0; passIndex < SHORT_PASS_COUNT; passIndex += 1) {
    whole.push((await runner.run(request, signal)).computeMs);
    short.push((await runner.run({ ...request, audioContextCount: 512 }, signal)).computeMs);
  }
  const peer = { name: 'whole window, same audio', p50: median(whole) };
  return {
    ...spread('pass in a short window (5 s of speech)', short),
    peer,
    goal: 'a third of the whole window',
    isMet: median(short) <= peer.p50 / 3,
  };
}

/** From kill -9 mid-pass to the start of its replay. */
async function measureCrashes(request: PassRequest, signal: AbortSignal): Promise<BenchRow> {
  const waitsMs: number[] = [];
  for (let runnerIndex = 0; runnerIndex < CRASHED_RUNNER_COUNT; runnerIndex += 1) {
    using runner = await openRunner();
    for (let crashIndex = 0; crashIndex < CRASHES_PER_RUNNER_COUNT; crashIndex += 1) {
      waitsMs.push(await replayWaitMs(runner, request, signal));
    }
  }
  return restartRow('kill -9 mid-pass to the begin of its replay', waitsMs);
}

/** From a hang mid-pass, which only the heartbeat shows, to the start of its replay. */
async function measureHangs(request: PassRequest, signal: AbortSignal): Promise<BenchRow> {
  const waitsMs: number[] = [];
  using runner = await openRunner();
  for (let hangIndex = 0; hangIndex < CRASHES_PER_RUNNER_COUNT; hangIndex += 1) {
    waitsMs.push(await replayWaitMs(runner, request, signal, 'SIGSTOP'));
  }
  return restartRow('hang mid-pass to the start of its replay', waitsMs);
}

function restartRow(name: string, waitsMs: readonly number[]): BenchRow {
  return {
    ...spread(name, waitsMs),
    goal: `≤ ${RESTART_GOAL_MS}`,
    isMet: percentile(waitsMs, 0.99) <= RESTART_GOAL_MS,
  };
}

async function replayWaitMs(
  runner: PassRunner,
  request: PassRequest,
  signal: AbortSignal,
  stop: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL',
): Promise<number> {
  const pass = runner.run(request, signal);
  await systemClock.sleep(HEAD_START_MS, signal);
  if (runner.processId !== undefined) process.kill(runner.processId, stop);
  return await waitMs(pass);
}

/** From now to the text, the computing of the text itself taken off. */
async function waitMs(pass: ReturnType<PassRunner['run']>): Promise<number> {
  const startMs = systemClock.nowMs();
  const { computeMs } = await pass;
  return systemClock.nowMs() - startMs - computeMs;
}

async function openRunner(): Promise<PassRunner> {
  const runner = new PassRunner({
    spawn: forkChild,
    entryPath: speechProcessEntryPath,
    modelPath: MODEL_PATH,
    useGpu: false,
    threadCount: 2,
    memoryLimitBytes: Number.POSITIVE_INFINITY,
    clock: systemClock,
    log: silentLogger,
    onReady: () => undefined,
    onRestart: () => undefined,
    onDown: () => undefined,
  });
  await runner.start();
  return runner;
}

function spread(name: string, valuesMs: readonly number[]): BenchRow {
  return {
    name,
    ...percentilesOf(valuesMs),
    unit: 'ms',
  };
}
