import type { Clock } from '../base/clock.ts';
import { type AudioFrame, PIPELINE_RATE_HZ, samplesMs } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import type { WireAudioFrame } from '../protocol/audio-frame.ts';
import type { CaptureSource } from './capture-source.ts';
import { LiveBuffer } from './live-buffer.ts';

/** A channel that a capturing page fills over its socket. */
export interface PageSource extends CaptureSource {
  /** Frames lost because the pipeline was more than five seconds late. */
  readonly droppedFrameCount: number;
  /** The page reports which device it opened. */
  rename(device: string): void;
  /** The page reported why it has no sound, or that it has some again. */
  setFailed(hasFailed: boolean, isDenied?: boolean): void;
  push(frame: WireAudioFrame): void;
  /** The page closed the device or went away: what is buffered is still read. */
  end(): void;
}

const WIRE_POSITION_COUNT = 2 ** 32;

/**
 * Positions start at 0 with the first frame pushed. A page that was reloaded counts from 0 again; what it missed
 * meanwhile, by the engine's clock, is a gap.
 */
export function createPageSource(options: {
  readonly channel: Channel;
  readonly device: string;
  readonly clock: Clock;
}): PageSource {
  const buffer = new LiveBuffer(`page-${options.channel}`, options.clock);
  let nextSamples = 0;
  let expectedStartSamples: number | undefined;
  let pushedAtMs = 0;
  let { device } = options;
  let hasFailed = false;
  let isDenied = false;
  return {
    channel: options.channel,
    get device() {
      return device;
    },
    get hasFailed() {
      return hasFailed;
    },
    get isDenied() {
      return isDenied;
    },
    rename: (name) => {
      device = name;
    },
    setFailed: (failed, denied = false) => {
      hasFailed = failed;
      isDenied = denied;
    },
    get droppedFrameCount() {
      return buffer.droppedFrameCount;
    },
    push: (frame: WireAudioFrame) => {
      const nowMs = options.clock.nowMs();
      // Modulo 2³², as the wire counts; half of the range backwards means that counting began again.
      const jump = (frame.startSamples - (expectedStartSamples ?? frame.startSamples)) >>> 0;
      const missedMs = nowMs - pushedAtMs - samplesMs(frame.samples.length);
      nextSamples +=
        jump < WIRE_POSITION_COUNT / 2
          ? jump
          : Math.max(0, Math.round((missedMs * PIPELINE_RATE_HZ) / 1_000));
      pushedAtMs = nowMs;
      buffer.push(frame.samples, nextSamples);
      nextSamples += frame.samples.length;
      expectedStartSamples = (frame.startSamples + frame.samples.length) % WIRE_POSITION_COUNT;
    },
    end: () => buffer.end(),
    frames: (signal: AbortSignal): AsyncGenerator<AudioFrame, void, undefined> =>
      buffer.frames(options.channel, signal),
  };
}
