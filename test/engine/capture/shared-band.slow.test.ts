import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFileSource } from '../../../engine/capture/file-source.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { makeWav } from './make-wav.ts';

const PIPELINE_HZ = 16_000;
const DURATION_MS = 1_500;
/** The resampler's filter has only half of its input at either end. */
const EDGE_SAMPLES = 800;
/** Rounding to 16 bits twice leaves about 80 dB at this level; the ripple of the filter may take the rest. */
const MIN_SNR_DB = 70;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-band-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/**
 * A voice-like sound as a formula, so that it can be sampled at any rate without a resampler: harmonics of
 * 130 Hz up to a limit, each falling with its frequency, swelling four times a second.
 */
function voiceAt(seconds: number, limitHz: number): number {
  let sum = 0;
  for (let harmonicIndex = 1; harmonicIndex * 130 <= limitHz; harmonicIndex += 1) {
    const phase = 2 * Math.PI * 130 * harmonicIndex * seconds + harmonicIndex ** 2;
    sum += Math.sin(phase) / Math.sqrt(harmonicIndex);
  }
  return 0.06 * sum * (1 + 0.7 * Math.sin(2 * Math.PI * 4 * seconds));
}

/** What 16 kHz cannot hold and must not fold back into the band. */
function hissAt(seconds: number, rateHz: number): number {
  const tonesHz = [9_500, 12_300, 15_100, 19_000].filter((toneHz) => toneHz < 0.45 * rateHz);
  return tonesHz.reduce((sum, toneHz) => sum + 0.05 * Math.sin(2 * Math.PI * toneHz * seconds), 0);
}

async function hear(rateHz: number, channelCount: number, limitHz: number): Promise<Int16Array> {
  const frameCount = (rateHz * DURATION_MS) / 1_000;
  const samples = Float64Array.from({ length: frameCount * channelCount }, (_, index) => {
    const seconds = Math.floor(index / channelCount) / rateHz;
    // Left and right differ by a tone that their mean does not have.
    const aside = channelCount === 1 ? 0 : 0.1 * Math.sin(2 * Math.PI * 700 * seconds);
    return voiceAt(seconds, limitHz) + hissAt(seconds, rateHz) + (index % 2 === 0 ? aside : -aside);
  });
  const file = path.join(folder, `${rateHz}-${channelCount}.wav`);
  await writeFile(file, makeWav(samples, { rateHz, channelCount }));
  const source = await openFileSource({
    path: file,
    channel: 'them',
    isFast: true,
    clock: new ManualClock(),
  });
  const heard: number[] = [];
  for await (const frame of source.frames(new AbortController().signal)) heard.push(...frame.samples);
  return Int16Array.from(heard);
}

const CASES = [8_000, 16_000, 44_100, 48_000, 96_000].flatMap((rateHz) =>
  [1, 2].map((channelCount) => ({ rateHz, channelCount, limitHz: rateHz === 8_000 ? 3_300 : 6_500 })),
);

test.each(CASES)(
  'a voice at $rateHz Hz on $channelCount channels is the same at 16 kHz, sample by sample, up to $limitHz Hz',
  async ({ rateHz, channelCount, limitHz }) => {
    const heard = await hear(rateHz, channelCount, limitHz);
    expect(heard).toHaveLength((PIPELINE_HZ * DURATION_MS) / 1_000);
    let signal = 0;
    let noise = 0;
    for (let index = EDGE_SAMPLES; index < heard.length - EDGE_SAMPLES; index += 1) {
      const expected = voiceAt(index / PIPELINE_HZ, limitHz);
      signal += expected ** 2;
      noise += ((heard[index] ?? 0) / 0x8000 - expected) ** 2;
    }
    expect(10 * Math.log10(signal / noise)).toBeGreaterThan(MIN_SNR_DB);
  },
);
