import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../engine/base/clock.ts';
import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { createPageSource } from '../../engine/capture/page-source.ts';
import { FRAME_MS, FRAME_SAMPLES } from '../../engine/capture/samples-source.ts';
import { createEchoGuard } from '../../engine/echo/echo-guard.ts';

export const STALL_MS = 50;
export const STALL_EVERY_MS = 500;

/** What came through while the thread was stalled again and again. */
export interface StalledCapture {
  /** From the push of each frame until it was read. */
  readonly waitsMs: readonly number[];
  readonly lostCount: number;
}

/** Frames pushed on time, as far as the stalls let them, and read by the pipeline's side. */
export async function measureStalls(runMs: number, signal: AbortSignal): Promise<StalledCapture> {
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
  const frameCount = runMs / FRAME_MS;
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
  return { waitsMs, lostCount: frameCount - waitsMs.length + source.droppedFrameCount };
}

/**
 * A call with as much on the line as in the room.
 * @param amplitude of the other side's noise, peak to peak; 0 when it is silent.
 * @returns shares of one core, in percent, of each second of sound.
 */
export async function measureEchoGuard(secondsCount: number, amplitude: number): Promise<readonly number[]> {
  let nowMs = 0;
  const guard = createEchoGuard({ ...systemClock, nowMs: () => nowMs });
  const noise = Int16Array.from({ length: PIPELINE_RATE_HZ }, () => (Math.random() - 0.5) * amplitude);
  const shares: number[] = [];
  async function* frames() {
    for (let position = 0; position < secondsCount * PIPELINE_RATE_HZ; position += FRAME_SAMPLES) {
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
