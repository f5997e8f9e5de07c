import { expect, test } from 'vitest';
import type { AudioFrame } from '../../../engine/base/nouns.ts';
import { FRAME_SAMPLES } from '../../../engine/capture/samples-source.ts';
import { stampedFrame, waitsOf } from '../../../scripts/bench/frame-stamp.ts';

const NOW_MS = Date.UTC(2026, 10, 30, 12, 0, 0, 123);

async function* framesOf(
  samples: readonly Int16Array[],
  ending?: unknown,
): AsyncGenerator<AudioFrame, void, undefined> {
  for (const frame of samples)
    yield await Promise.resolve({ channel: 'me', startSamples: 0, samples: frame });
  if (ending !== undefined) throw ending;
}

test('the time from the stamp of a frame until it comes is known to the millisecond', async () => {
  const stamps = [NOW_MS, NOW_MS - 1, NOW_MS - 250, NOW_MS - 70_000];
  const waitsMs = await waitsOf(framesOf(stamps.map(stampedFrame)), () => NOW_MS);
  expect(waitsMs).toEqual([0, 1, 250, 70_000]);
  expect(stampedFrame(NOW_MS)).toHaveLength(FRAME_SAMPLES);
});

test('frames without a stamp, and pieces of a frame, are not counted', async () => {
  const frames = [new Int16Array(FRAME_SAMPLES), stampedFrame(NOW_MS).subarray(0, 4), stampedFrame(NOW_MS)];
  expect(await waitsOf(framesOf(frames), () => NOW_MS)).toEqual([0]);
});

test('the frames may end with what was expected, and with nothing else', async () => {
  const ending = new Error('the program ended');
  const frames = [stampedFrame(NOW_MS)];
  expect(await waitsOf(framesOf(frames, ending), () => NOW_MS, ending)).toEqual([0]);
  const other = new Error('the program ended');
  await expect(waitsOf(framesOf(frames, other), () => NOW_MS, ending)).rejects.toBe(other);
});
