import type { Clock } from '../base/clock.ts';
import { type AudioFrame, PIPELINE_RATE_HZ } from '../base/nouns.ts';

/** What a channel sounds like now, for the HUD's meter. */
export interface LevelReading {
  /** Smoothed RMS level; SILENCE_DBFS when nothing was heard. */
  readonly levelDbfs: number;
  /** The level without speech. */
  readonly noiseFloorDbfs: number;
  /** Share of samples at full scale, smoothed over a second. */
  readonly clippedRatio: number;
  /** Since the last frame, or since the meter was made when none came. */
  readonly lastFrameAgeMs: number;
}

export interface LevelMeter {
  observe(frame: AudioFrame): void;
  read(): LevelReading;
}

/** Digital silence; a level is never below it. */
export const SILENCE_DBFS = -100;

/** Ballistics of a speech meter: up at once, down over a quarter of a second. */
const RELEASE_MS = 250;
/** The floor follows a quieter sound fast and a louder one slowly, so that speech does not lift it. */
const FLOOR_FALL_MS = 200;
const FLOOR_RISE_DB_PER_SECOND = 1.5;
const CLIPPING_MS = 1_000;
const CLIPPED_SAMPLE = 32_700;

export function createLevelMeter(clock: Clock): LevelMeter {
  let lastFrameAtMs = clock.nowMs();
  let levelDbfs = SILENCE_DBFS;
  let noiseFloorDbfs: number | undefined;
  let clippedRatio = 0;
  return {
    observe: ({ samples }) => {
      lastFrameAtMs = clock.nowMs();
      const frameMs = (samples.length * 1_000) / PIPELINE_RATE_HZ;
      const frameDbfs = measureDbfs(samples);
      levelDbfs =
        frameDbfs > levelDbfs
          ? frameDbfs
          : approach(levelDbfs, frameDbfs, 1 - Math.exp(-frameMs / RELEASE_MS));
      clippedRatio = approach(clippedRatio, clippedIn(samples), 1 - Math.exp(-frameMs / CLIPPING_MS));
      noiseFloorDbfs ??= frameDbfs;
      noiseFloorDbfs =
        frameDbfs < noiseFloorDbfs
          ? approach(noiseFloorDbfs, frameDbfs, 1 - Math.exp(-frameMs / FLOOR_FALL_MS))
          : Math.min(frameDbfs, noiseFloorDbfs + (FLOOR_RISE_DB_PER_SECOND * frameMs) / 1_000);
    },
    read: () => ({
      levelDbfs,
      noiseFloorDbfs: noiseFloorDbfs ?? SILENCE_DBFS,
      clippedRatio,
      lastFrameAgeMs: clock.nowMs() - lastFrameAtMs,
    }),
  };
}

/** RMS level of s16 samples against full scale. */
export function measureDbfs(samples: Int16Array): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index += 1) sum += samples[index]! * samples[index]!;
  const power = sum / Math.max(1, samples.length) / (0x8000 * 0x8000);
  return Math.max(SILENCE_DBFS, 10 * Math.log10(power));
}

function clippedIn(samples: Int16Array): number {
  let clippedCount = 0;
  for (let index = 0; index < samples.length; index += 1)
    if (Math.abs(samples[index]!) >= CLIPPED_SAMPLE) clippedCount += 1;
  return clippedCount / Math.max(1, samples.length);
}

function approach(from: number, to: number, shareRatio: number): number {
  return from + (to - from) * shareRatio;
}
