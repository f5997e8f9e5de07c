import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { forkChild } from '../../engine/base/fork-child.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { readWav } from '../../engine/capture/wav-source.ts';
import { PassRunner, type PassRequest, type PassRunnerDeps } from '../../engine/transcription/pass-runner.ts';
import { makeShortContextTwin } from '../../engine/transcription/short-context-twin.ts';
import { speechProcessEntryPath } from '../../engine/transcription/spawn-speech-process.ts';
import { percentile, type BenchRow } from './bench.ts';

const ASSETS_PATH = path.resolve(import.meta.dirname, '../../assets/demo');
const MODEL_PATH = path.join(ASSETS_PATH, 'toy-speech.bin');
const AUDIO_MS = 5_000;
const TWIN_PASS_COUNT = 8;
const SUPERSEDED_COUNT = 8;
/** A runner gives up at its fourth crash in five minutes. */
const CRASHES_PER_RUNNER_COUNT = 3;
const CRASHED_RUNNER_COUNT = 2;
/** How far a pass has come when it is superseded, or its process killed. */
const HEAD_START_MS = 100;
const RESTART_GOAL_MS = 2_000;
const ENDLESS_ROOM = { expectedBytes: 0, availableBytes: () => Number.POSITIVE_INFINITY };

/** Passes of the demo's speech model in real processes. */
export async function measureRealPasses(signal: AbortSignal): Promise<BenchRow[]> {
  const { samples } = await readWav(path.join(ASSETS_PATH, 'call.wav'));
  const request: PassRequest = {
    samples: samples.slice(0, (AUDIO_MS / 1_000) * PIPELINE_RATE_HZ),
    variant: 'full',
    language: 'en',
    prompt: '',
    urgency: 'final',
  };
  return [
    await measureTwin(request, signal),
    await measureSuperseded(request, signal),
    await measureCrashes(request, signal),
    await measureHangs(request, signal),
  ];
}

/** The same audio by the whole model and by its short-context twin. */
async function measureTwin(request: PassRequest, signal: AbortSignal): Promise<BenchRow> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-bench-'));
  try {
    const twinPath = path.join(folder, 'twin.bin');
    await makeShortContextTwin(MODEL_PATH, twinPath);
    using runner = await openRunner({ twinPath });
    while (!runner.isTwinReady) await systemClock.sleep(20, signal);
    const full: number[] = [];
    const twin: number[] = [];
    for (let passIndex = 0; passIndex < TWIN_PASS_COUNT; passIndex += 1) {
      full.push((await runner.run(request, signal)).computeMs);
      twin.push((await runner.run({ ...request, variant: 'twin' }, signal)).computeMs);
    }
    const peer = { name: 'whole model, same audio', p50: percentile(full, 0.5) };
    return {
      ...spread('pass of the short-context twin (5 s of speech)', twin),
      peer,
      goal: 'a third of the whole model',
      isMet: percentile(twin, 0.5) <= peer.p50 / 3,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How long a final pass waits for its turn behind one that nobody wants any more. */
async function measureSuperseded(request: PassRequest, signal: AbortSignal): Promise<BenchRow> {
  using runner = await openRunner({ spareRoom: ENDLESS_ROOM });
  const waitedOut: number[] = [];
  const promoted: number[] = [];
  for (let roundIndex = 0; roundIndex < SUPERSEDED_COUNT; roundIndex += 1) {
    await spareIsReady(runner, signal);
    const wanted = runner.run(request, signal);
    await systemClock.sleep(HEAD_START_MS, signal);
    waitedOut.push(await waitMs(runner.run(request, signal)));
    await wanted;
    const stop = new AbortController();
    const superseded = runner.run(request, stop.signal).catch(() => undefined);
    await systemClock.sleep(HEAD_START_MS, signal);
    stop.abort();
    promoted.push(await waitMs(runner.run(request, signal)));
    await superseded;
  }
  const peer = { name: 'waiting it out', p50: percentile(waitedOut, 0.5) };
  const { promotedSpareCount } = runner.measure();
  return {
    ...spread('wait of a final pass behind a superseded one, spare ready', promoted),
    peer,
    goal: 'a tenth of waiting it out',
    isMet: promotedSpareCount === SUPERSEDED_COUNT && percentile(promoted, 0.5) <= peer.p50 / 10,
  };
}

/** From kill -9 in mid-pass to the begin of its replay. */
async function measureCrashes(request: PassRequest, signal: AbortSignal): Promise<BenchRow> {
  const promoted: number[] = [];
  const restarted: number[] = [];
  for (let runnerIndex = 0; runnerIndex < CRASHED_RUNNER_COUNT; runnerIndex += 1) {
    using spared = await openRunner({ spareRoom: ENDLESS_ROOM });
    for (let crashIndex = 0; crashIndex < CRASHES_PER_RUNNER_COUNT; crashIndex += 1) {
      await spareIsReady(spared, signal);
      promoted.push(await replayWaitMs(spared, request, signal));
    }
    using alone = await openRunner({});
    for (let crashIndex = 0; crashIndex < CRASHES_PER_RUNNER_COUNT; crashIndex += 1) {
      restarted.push(await replayWaitMs(alone, request, signal));
    }
  }
  return {
    ...spread('kill -9 in mid-pass to the begin of its replay, spare ready', promoted),
    peer: { name: 'a new process', p50: percentile(restarted, 0.5) },
    goal: `≤ ${RESTART_GOAL_MS}`,
    isMet: percentile(promoted, 0.99) <= RESTART_GOAL_MS && percentile(restarted, 0.99) <= RESTART_GOAL_MS,
  };
}

/** From a hang in mid-pass, which only the heartbeat shows, to the begin of its replay. */
async function measureHangs(request: PassRequest, signal: AbortSignal): Promise<BenchRow> {
  const promoted: number[] = [];
  const restarted: number[] = [];
  using spared = await openRunner({ spareRoom: ENDLESS_ROOM });
  using alone = await openRunner({});
  for (let hangIndex = 0; hangIndex < CRASHES_PER_RUNNER_COUNT; hangIndex += 1) {
    await spareIsReady(spared, signal);
    promoted.push(await replayWaitMs(spared, request, signal, 'SIGSTOP'));
    restarted.push(await replayWaitMs(alone, request, signal, 'SIGSTOP'));
  }
  return {
    ...spread('hang in mid-pass to the begin of its replay, spare ready', promoted),
    peer: { name: 'a new process', p50: percentile(restarted, 0.5) },
    goal: `≤ ${RESTART_GOAL_MS}`,
    isMet: percentile(promoted, 0.99) <= RESTART_GOAL_MS && percentile(restarted, 0.99) <= RESTART_GOAL_MS,
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

async function spareIsReady(runner: PassRunner, signal: AbortSignal): Promise<void> {
  while (!runner.measure().isSpareReady) await systemClock.sleep(20, signal);
}

async function openRunner(more: Partial<PassRunnerDeps>): Promise<PassRunner> {
  const runner = new PassRunner({
    spawn: forkChild,
    entryPath: speechProcessEntryPath,
    modelPath: MODEL_PATH,
    twinPath: undefined,
    useGpu: false,
    threadCount: 2,
    memoryLimitBytes: Number.POSITIVE_INFINITY,
    clock: systemClock,
    log: silentLogger,
    onReady: () => undefined,
    onRestart: () => undefined,
    onDown: () => undefined,
    onTwinFailed: () => undefined,
    ...more,
  });
  await runner.start();
  return runner;
}

function spread(name: string, valuesMs: readonly number[]): BenchRow {
  return {
    name,
    p50: percentile(valuesMs, 0.5),
    p95: percentile(valuesMs, 0.95),
    p99: percentile(valuesMs, 0.99),
    unit: 'ms',
  };
}
