import type { AudioFrame } from '../../engine/base/nouns.ts';
import { FRAME_SAMPLES } from '../../engine/capture/samples-source.ts';

/** A stamp is two samples of a frame, each of 15 bits; after as many milliseconds it comes round. */
const STAMP_BASE_MS = 2 ** 15;

/** A frame that holds when it was whole. */
export function stampedFrame(nowMs: number): Int16Array {
  const frame = new Int16Array(FRAME_SAMPLES);
  frame[0] = nowMs % STAMP_BASE_MS;
  frame[1] = Math.floor(nowMs / STAMP_BASE_MS) % STAMP_BASE_MS;
  return frame;
}

/**
 * @param ending what the frames may end with.
 * @returns milliseconds from the stamp of each frame until it came.
 */
export async function waitsOf(
  frames: AsyncIterable<AudioFrame>,
  nowMs: () => number,
  ending?: unknown,
): Promise<readonly number[]> {
  const waitsMs: number[] = [];
  try {
    for await (const { samples } of frames) {
      const [low = 0, high = 0] = samples;
      const stampedMs = high * STAMP_BASE_MS + low;
      // A sample that was added for the clock makes a separate frame.
      if (samples.length === FRAME_SAMPLES && stampedMs > 0)
        waitsMs.push((nowMs() - stampedMs) % STAMP_BASE_MS ** 2);
    }
  } catch (error) {
    if (error !== ending) throw error;
  }
  return waitsMs;
}
