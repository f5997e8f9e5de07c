import { describe, expect, test } from 'vitest';
import { createChannelClock } from '../../../engine/capture/channel-clock.ts';

const FRAME_SAMPLES = 320;
const HOUR_MS = 3_600_000;

describe.each([100, -100, 0])('a device that is off by %d ppm', (ppm) => {
  test('is at most 20 ms off after an hour, on a machine that delays frames, and no frame is torn', () => {
    const { offMs, gapCount } = play({ ppm, durationMs: HOUR_MS, delayMs: jitter(40) });
    expect(worst(offMs)).toBeLessThanOrEqual(20);
    expect(gapCount).toBe(0);
  });
});

test('a stall of two seconds moves nothing: its frames come late, but they come', () => {
  const stalls = (atMs: number): number => (atMs % 20_000 < 2_000 ? 2_000 - (atMs % 20_000) : 0);
  const { offMs, gapCount } = play({ ppm: 0, durationMs: 120_000, delayMs: stalls });
  expect(worst(offMs)).toBeLessThanOrEqual(20);
  expect(gapCount).toBe(0);
});

test('sound that the browser lost without a word shows as one gap within five seconds', () => {
  const { offMs, gapCount } = play({
    ppm: 0,
    durationMs: 60_000,
    delayMs: jitter(10),
    lost: [20_000, 20_400],
  });
  expect(gapCount).toBe(1);
  const after = offMs.slice(25_000 / 20);
  expect(worst(after)).toBeLessThanOrEqual(20);
});

function worst(offMs: readonly number[]): number {
  return offMs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function jitter(longestMs: number): () => number {
  let state = 3;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return (state / 2 ** 32) * longestMs;
  };
}

/** Plays a device's frames; how far each one's position is from the time at which its sound was made. */
function play(options: {
  readonly ppm: number;
  readonly durationMs: number;
  readonly delayMs: (atMs: number) => number;
  readonly lost?: readonly [number, number];
}) {
  const { ppm, durationMs, delayMs, lost = [0, 0] } = options;
  let nowMs = 0;
  const channel = createChannelClock({
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    sleep: () => Promise.resolve(),
  });
  const samples = new Int16Array(FRAME_SAMPLES);
  const offMs: number[] = [];
  let sentSamples = 0;
  let expectedSamples = 0;
  let gapCount = 0;
  for (let made = FRAME_SAMPLES; ; made += FRAME_SAMPLES) {
    const madeAtMs = made / 16 / (1 - ppm / 1e6);
    if (madeAtMs > durationMs) break;
    if (madeAtMs >= lost[0] && madeAtMs < lost[1]) continue;
    nowMs = Math.max(nowMs, madeAtMs + delayMs(madeAtMs));
    const aligned = channel.align(samples, sentSamples);
    sentSamples += FRAME_SAMPLES;
    if (aligned.startSamples !== expectedSamples) gapCount += 1;
    expectedSamples = aligned.startSamples + aligned.samples.length;
    offMs.push(expectedSamples / 16 - madeAtMs);
  }
  return { offMs, gapCount };
}
