import { setTimeout as sleep } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { systemClock } from '../../engine/base/clock.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { median, percentile, percentilesOf } from '../../engine/base/percentiles.ts';
import { createPageSource } from '../../engine/capture/page-source.ts';
import { FRAME_MS, FRAME_SAMPLES } from '../../engine/capture/samples-source.ts';
import { createEchoGuard } from '../../engine/echo/echo-guard.ts';
import type { Bench, BenchRow } from './bench.ts';
import { measureIdle, measurePaths } from './capture-paths.ts';

const RUN_MS = 10_000;
const STALL_MS = 50;
const STALL_EVERY_MS = 500;
const ECHO_SECONDS_COUNT = 20;

/** The capture path inside the engine: what arrives while its thread is stalled, and what the echo guard costs. */
export const bench: Bench = {
  name: 'capture',
  about: `${RUN_MS / 1_000} s from each source to the engine, and of a page's frames with a stall of ${STALL_MS} ms every ${STALL_EVERY_MS} ms; the echo guard's CPU`,
  run: async (signal) => {
    const paths = await measurePaths(signal);
    const idle = await measureIdle(signal);
    const isIdleCheap = median(idle.listening) - median(idle.driving) <= 0.5;
    return [
      ...(['page', 'recorder', 'file'] as const).map((name) =>
        row(
          `capture: ${name} to engine`,
          paths[name],
          'ms',
          '≤ 20 ms p95',
          percentile(paths[name], 0.95) <= 20,
        ),
      ),
      ...(await measureStalls(signal)),
      {
        ...row(
          'capture: idle listening, energy detector',
          idle.listening,
          '%',
          '≤ 0.5 % above the timers',
          isIdleCheap,
        ),
        peer: { name: 'the timers that bring the frames', p50: median(idle.driving) },
      },
      ...(await measureEcho()),
    ];
  },
};

/** Frames pushed on time, as far as the stalls let them, and read by the pipeline's side. */
async function measureStalls(signal: AbortSignal): Promise<readonly BenchRow[]> {
  const source = createPageSource({ channel: 'me', device: 'bench', clock: systemClock });
  const pushedAtMs: number[] = [];
  const waitsMs: number[] = [];
  const reading = (async () => {
    for await (const frame of source.frames(signal))
      waitsMs.push(performance.now() - (pushedAtMs[Math.floor(frame.startSamples / FRAME_SAMPLES)] ?? 0));
  })();
  const samples = new Int16Array(FRAME_SAMPLES);
  const startedAtMs = performance.now();
  let nextStallMs = STALL_EVERY_MS;
  const frameCount = RUN_MS / FRAME_MS;
  while (pushedAtMs.length < frameCount) {
    const elapsedMs = performance.now() - startedAtMs;
    while (pushedAtMs.length < frameCount && pushedAtMs.length * FRAME_MS <= elapsedMs) {
      source.push({ channel: 'me', startSamples: pushedAtMs.length * FRAME_SAMPLES, samples });
      pushedAtMs.push(performance.now());
    }
    if (elapsedMs > nextStallMs) {
      nextStallMs += STALL_EVERY_MS;
      const untilMs = performance.now() + STALL_MS;
      while (performance.now() < untilMs);
    }
    await sleep(5, undefined, { signal });
  }
  source.end();
  await reading;
  const lostCount = frameCount - waitsMs.length + source.droppedFrameCount;
  return [
    row('capture: engine buffer to pipeline', waitsMs, 'ms', '≤ 20 ms p95', percentile(waitsMs, 0.95) <= 20),
    row(`capture: frames lost under ${STALL_MS} ms stalls`, [lostCount], 'count', '0', lostCount === 0),
  ];
}

/** Share of one core for a second of sound: while the other side speaks, and while it is silent. */
async function measureEcho(): Promise<readonly BenchRow[]> {
  const speaking = await echoShares(3_000);
  const silent = await echoShares(0);
  return [
    row('capture: echo guard while the other side speaks', speaking, '%', '≤ 3 %', median(speaking) <= 3),
    row('capture: echo guard while it is silent', silent, '%', '≤ 0.3 %', median(silent) <= 0.3),
  ];
}

async function echoShares(amplitudeScale: number): Promise<readonly number[]> {
  let nowMs = 0;
  const guard = createEchoGuard({ ...systemClock, nowMs: () => nowMs });
  const noise = Int16Array.from({ length: PIPELINE_RATE_HZ }, () => (Math.random() - 0.5) * amplitudeScale);
  const shares: number[] = [];
  async function* frames() {
    for (let position = 0; position < ECHO_SECONDS_COUNT * PIPELINE_RATE_HZ; position += FRAME_SAMPLES) {
      const at = position % PIPELINE_RATE_HZ;
      nowMs += FRAME_MS;
      const samples = noise.subarray(at, at + FRAME_SAMPLES);
      guard.observeReference({ channel: 'them', startSamples: position, samples });
      yield { channel: 'me' as const, startSamples: position, samples };
    }
  }
  let usedBefore = process.cpuUsage();
  let measuredSamples = 0;
  for await (const { samples } of guard.cancel(frames())) {
    measuredSamples += samples.length;
    if (measuredSamples < PIPELINE_RATE_HZ) continue;
    measuredSamples -= PIPELINE_RATE_HZ;
    const { user, system } = process.cpuUsage(usedBefore);
    shares.push((user + system) / 10_000);
    usedBefore = process.cpuUsage();
  }
  return shares;
}

function row(
  name: string,
  values: readonly number[],
  unit: BenchRow['unit'],
  goal: string,
  isMet: boolean,
): BenchRow {
  return { name, ...percentilesOf(values), unit, goal, isMet };
}
