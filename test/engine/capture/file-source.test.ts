import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { openFileSource } from '../../../engine/capture/file-source.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { makeWav, sine, type WavOptions } from './make-wav.ts';

let folder: string;
let fileCount = 0;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'sotto-wav-'))));
afterAll(() => rm(folder, { recursive: true }));

async function save(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${(fileCount += 1)}.wav`);
  await writeFile(path, bytes);
  return path;
}

/** Amplitude of a sine in s16 samples, by projection; the edges are left out. */
function amplitudeOf(samples: Int16Array, frequencyHz: number): number {
  let real = 0;
  let imaginary = 0;
  const edge = 800;
  for (let index = edge; index < samples.length - edge; index += 1) {
    const phase = (2 * Math.PI * frequencyHz * index) / 16_000;
    real += ((samples[index] ?? 0) / 0x8000) * Math.cos(phase);
    imaginary += ((samples[index] ?? 0) / 0x8000) * Math.sin(phase);
  }
  return (2 * Math.hypot(real, imaginary)) / (samples.length - 2 * edge);
}

const FORMATS: readonly WavOptions[] = [
  { bitsPerSample: 8 },
  { bitsPerSample: 16 },
  { bitsPerSample: 24 },
  { bitsPerSample: 32 },
  { bitsPerSample: 32, isFloat: true },
  { bitsPerSample: 64, isFloat: true },
  { bitsPerSample: 24, isExtensible: true },
  { bitsPerSample: 32, isFloat: true, isExtensible: true },
];

test.each(FORMATS)('reads a tone from %o', async (format) => {
  const { samples, durationMs } = await readSound(await save(makeWav(sine(440, 16_000, 500), format)));
  expect(durationMs).toBe(500);
  expect(amplitudeOf(samples, 440)).toBeCloseTo(0.5, 2);
});

test.each([8_000, 11_025, 22_050, 44_100, 48_000, 96_000])(
  'resamples %d Hz to the same tone of the same length',
  async (rateHz) => {
    const { samples, durationMs } = await readSound(await save(makeWav(sine(440, rateHz, 500), { rateHz })));
    expect(Math.abs(durationMs - 500)).toBeLessThan(0.1);
    expect(amplitudeOf(samples, 440)).toBeCloseTo(0.5, 2);
  },
);

test('mixes stereo to its mean', async () => {
  const interleaved = Float32Array.from({ length: 3_200 }, (_, index) => (index % 2 === 0 ? 0.5 : -0.25));
  const { samples } = await readSound(await save(makeWav(interleaved, { channelCount: 2 })));
  expect(samples.length).toBe(1_600);
  expect(samples[800]! / 0x8000).toBeCloseTo(0.125, 3);
});

test('takes samples that are not numbers for silence and clips what is too loud', async () => {
  const wild = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 7, -7, 0.25];
  const { samples } = await readSound(await save(makeWav(wild, { bitsPerSample: 32, isFloat: true })));
  expect([...samples]).toEqual([0, 0, 0, 0x7fff, -0x8000, 0x2000]);
});

test('reads a file that was cut off as far as it goes, odd byte included', async () => {
  const whole = makeWav(sine(440, 16_000, 500));
  const { samples } = await readSound(await save(whole.subarray(0, whole.length - 8_001)));
  expect(samples.length).toBe(8_000 - 4_001);
});

test.each([{ claimedBytes: 0xffff_ffff }, { claimedBytes: 0x7fff_ffff }, { claimedBytes: 0, riffBytes: 0 }])(
  'reads a file whose writer never filled in its size: %o',
  async (options) => {
    const { samples } = await readSound(await save(makeWav(sine(440, 16_000, 100), options)));
    expect(samples.length).toBe(1_600);
  },
);

test('reads a single sample and ten milliseconds', async () => {
  expect((await readSound(await save(makeWav([0.5])))).samples.length).toBe(1);
  expect((await readSound(await save(makeWav(sine(440, 16_000, 10))))).durationMs).toBe(10);
});

test('reads a minute of 48 kHz stereo without holding the event loop', async () => {
  const quiet = new Float32Array(0);
  const header = makeWav(quiet, { rateHz: 48_000, channelCount: 2, claimedBytes: 0xffff_ffff });
  const path = await save(Buffer.concat([header, Buffer.alloc(48_000 * 4 * 60)]));
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const { durationMs } = await readSound(path);
  clearInterval(timer);
  expect(durationMs).toBe(60_000);
  expect(turns).toBeGreaterThan(10);
});

const adpcm = makeWav([0.5, 0.5]);
adpcm.writeUInt16LE(2, adpcm.indexOf('fmt ') + 8);
const noChannels = makeWav([0.5, 0.5]);
noChannels.writeUInt16LE(0, noChannels.indexOf('fmt ') + 10);
const absurdRate = makeWav([0.5, 0.5]);
absurdRate.writeUInt32LE(1, absurdRate.indexOf('fmt ') + 12);

test.each([
  ['text', Buffer.from('this is not audio at all'), 'source-unreadable'],
  ['a few bytes', Buffer.from('RIFF'), 'source-unreadable'],
  ['another RIFF file', Buffer.from('RIFF\0\0\0\0AVI LIST\0\0\0\0'), 'source-unreadable'],
  ['a WAV without format', Buffer.from('RIFF\0\0\0\0WAVEjunk\0\0\0\0'), 'source-unreadable'],
  ['compressed sound', adpcm, 'source-unreadable'],
  ['no channels', noChannels, 'source-unreadable'],
  ['an absurd rate', absurdRate, 'source-unreadable'],
  ['zero bytes', Buffer.alloc(0), 'source-empty'],
  ['no samples', makeWav([]), 'source-empty'],
  ['one odd byte of samples', makeWav([0.5]).subarray(0, -1), 'source-empty'],
])('refuses %s with cause and remedy', async (_name, bytes, code) => {
  const refused = await readSound(await save(bytes)).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code, message: expect.any(String), remedy: expect.stringMatching(/\S/) });
});

test('names a missing file and a folder', async () => {
  await expect(readSound(join(folder, 'nothing.wav'))).rejects.toMatchObject({ code: 'source-missing' });
  await expect(readSound(folder)).rejects.toMatchObject({ code: 'source-missing' });
});

test('plays 20 ms frames, each when its last sample would have been heard', async () => {
  const clock = new ManualClock();
  const path = await save(makeWav(sine(440, 16_000, 50)));
  const source = await openFileSource({ path, channel: 'them', isFast: false, clock });
  const heard: (readonly [atMs: number, startSamples: number, lengthSamples: number])[] = [];
  const playing = (async () => {
    for await (const frame of source.frames(new AbortController().signal)) {
      expect(frame.channel).toBe('them');
      heard.push([clock.nowMs(), frame.startSamples, frame.samples.length]);
    }
  })();
  for (let step = 0; step < 10; step += 1) await clock.advance(10);
  await playing;
  expect(heard).toEqual([
    [20, 0, 320],
    [40, 320, 320],
    [60, 640, 160],
  ]);
});

test('plays fast without waiting, reuses its memory and lets the event loop run', async () => {
  const path = await save(makeWav(sine(440, 16_000, 10_000)));
  const source = await openFileSource({ path, channel: 'me', isFast: true, clock: new ManualClock() });
  let turns = 0;
  const countTurn = (): void => {
    turns += 1;
    immediate = setImmediate(countTurn);
  };
  let immediate = setImmediate(countTurn);
  const memory = new Set<ArrayBufferLike>();
  let lengthSamples = 0;
  for await (const frame of source.frames(new AbortController().signal)) {
    memory.add(frame.samples.buffer);
    lengthSamples += frame.samples.length;
  }
  clearImmediate(immediate);
  expect(lengthSamples).toBe(160_000);
  expect(memory.size).toBe(1);
  expect(turns).toBeGreaterThan(0);
});

test('stops in the middle with the reason it was given', async () => {
  const path = await save(makeWav(sine(440, 16_000, 1_000)));
  const source = await openFileSource({ path, channel: 'me', isFast: false, clock: systemClock });
  const controller = new AbortController();
  const reason = new Error('enough');
  const playing = (async () => {
    for await (const _frame of source.frames(controller.signal)) controller.abort(reason);
  })();
  await expect(playing).rejects.toBe(reason);
});
