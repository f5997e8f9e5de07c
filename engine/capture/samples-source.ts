import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import { type AudioFrame, PIPELINE_RATE_HZ } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { CaptureSource } from './capture-source.ts';

export const FRAME_MS = 20;
export const FRAME_SAMPLES = (FRAME_MS * PIPELINE_RATE_HZ) / 1_000;

/** Frames fed between two turns of the event loop when nothing is waited for: half a second of sound. */
const FRAMES_PER_TURN_COUNT = 25;

export interface SamplesSourceOptions {
  /** Mono PCM, s16, at PIPELINE_RATE_HZ: all of it, or block by block. */
  readonly samples: Int16Array | AsyncIterable<Int16Array>;
  readonly channel: Channel;
  readonly device: string;
  /** As fast as it is taken, instead of a frame every FRAME_MS. */
  readonly isFast: boolean;
  readonly clock: Clock;
}

/** Sound from memory or from a stream, as a channel. Frame and sample memory are reused from frame to frame. */
export function openSamplesSource(options: SamplesSourceOptions): CaptureSource {
  const { channel, device } = options;
  return { channel, device, frames: (signal) => playSamples(options, signal) };
}

async function* playSamples(
  { samples, channel, isFast, clock }: SamplesSourceOptions,
  signal: AbortSignal,
): AsyncGenerator<AudioFrame, void, undefined> {
  const memory = new Int16Array(FRAME_SAMPLES);
  const frame = { channel, samples: memory, startSamples: 0 };
  const startedAtMs = clock.nowMs();
  let index = 0;
  for await (const lengthSamples of fillFrames(samples, memory)) {
    if (isFast) {
      if (index % FRAMES_PER_TURN_COUNT === 0) await setImmediate();
    } else {
      // A frame is there once its last sample is; counted from the start, so that no drift adds up.
      const waitMs = startedAtMs + (index + 1) * FRAME_MS - clock.nowMs();
      if (waitMs > 0) await clock.sleep(waitMs, signal);
    }
    signal.throwIfAborted();
    frame.startSamples = index * FRAME_SAMPLES;
    if (lengthSamples < FRAME_SAMPLES) frame.samples = memory.subarray(0, lengthSamples);
    index += 1;
    yield frame;
  }
}

/** Fills `memory` again and again. @returns how much of it holds samples: all, but for the last time. */
async function* fillFrames(
  samples: SamplesSourceOptions['samples'],
  memory: Int16Array,
): AsyncGenerator<number, void, undefined> {
  let filledCount = 0;
  for await (const block of samples instanceof Int16Array ? [samples] : samples) {
    for (let taken = 0; taken < block.length;) {
      const count = Math.min(memory.length - filledCount, block.length - taken);
      memory.set(block.subarray(taken, taken + count), filledCount);
      taken += count;
      filledCount += count;
      if (filledCount < memory.length) continue;
      yield filledCount;
      filledCount = 0;
    }
  }
  if (filledCount > 0) yield filledCount;
}
