import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { forkChild } from '../../engine/base/fork-child.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { median } from '../../engine/base/percentiles.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { PassRunner, type PassRequest } from '../../engine/transcription/recognizers/whisper/pass-runner.ts';
import { speechProcessEntryPath } from '../../engine/transcription/recognizers/whisper/spawn-speech-process.ts';
import type { BenchRow } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';

const ASSETS_PATH = path.resolve(import.meta.dirname, '../../assets/demo');
const MODEL_PATH = path.join(ASSETS_PATH, 'toy-speech.bin');
const AUDIO_MS = 5_000;
/** How far a pass has come when it is superseded, or its process killed. */
const HEAD_START_MS = 100;
const RESTART_GOAL_MS = 2_000;

/** How often to measure. */
interface RealPasses {
  /** In each window. */
  readonly passCount: number;
  /** Runners that crash. */
  readonly runnerCount: number;
  /** Crashes or hangs of each; a runner gives up at its fourth in five minutes. */
  readonly stopCount: number;
}

/** Passes of the demo's speech model in real processes. */
export async function measureRealPasses(counts: RealPasses, signal: AbortSignal): Promise<BenchRow[]> {
  const { samples } = await readSound(path.join(ASSETS_PATH, 'call.wav'));
  const request: PassRequest = {
    samples: samples.slice(0, (AUDIO_MS / 1_000) * PIPELINE_RATE_HZ),
    audioContextCount: 0,
    language: 'en',
    prompt: '',
    threadCount: 2,
  };
  return [
    await measureShortWindow(request, counts, signal),
    await measureCrashes(request, counts, signal),
    await measureHangs(request, counts, signal),
  ];
}

/** The same audio in the whole window and in one of 512 positions. */
async function measureShortWindow(
  request: PassRequest,
  { passCount }: RealPasses,
  signal: AbortSignal,
): Promise<BenchRow> {
  using runner = await openRunner();
  const whole: number[] = [];
  const short: number[] = [];
  for (let passIndex = 0; passIndex < passCount; passIndex += 1) {
    whole.push((await runner.run(request, signal)).computeMs);
    short.push((await runner.run({ ...request, audioContextCount: 512 }, signal)).computeMs);
  }
  const peer = { name: 'whole window, same audio', p50: median(whole) };
  return atMost({ p50: peer.p50 / 3 }, benchRow('pass in a short window (5 s of speech)', 'ms', short, peer));
}

/** From kill -9 mid-pass to the start of its replay. */
async function measureCrashes(
  request: PassRequest,
  { runnerCount, stopCount }: RealPasses,
  signal: AbortSignal,
): Promise<BenchRow> {
  const waitsMs: number[] = [];
  for (let runnerIndex = 0; runnerIndex < runnerCount; runnerIndex += 1) {
    using runner = await openRunner();
    for (let crashIndex = 0; crashIndex < stopCount; crashIndex += 1) {
      waitsMs.push(await replayWaitMs(runner, request, signal));
    }
  }
  return atMost(
    { p99: RESTART_GOAL_MS },
    benchRow('kill -9 mid-pass to the start of its replay', 'ms', waitsMs),
  );
}

/** From a hang mid-pass, which only the heartbeat shows, to the start of its replay. */
async function measureHangs(
  request: PassRequest,
  { stopCount }: RealPasses,
  signal: AbortSignal,
): Promise<BenchRow> {
  const waitsMs: number[] = [];
  using runner = await openRunner();
  for (let hangIndex = 0; hangIndex < stopCount; hangIndex += 1) {
    waitsMs.push(await replayWaitMs(runner, request, signal, 'SIGSTOP'));
  }
  return atMost(
    { p99: RESTART_GOAL_MS },
    benchRow('hang mid-pass to the start of its replay', 'ms', waitsMs),
  );
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
