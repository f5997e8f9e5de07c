import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { openFileSource } from '../../../engine/capture/file-source.ts';
import { ByteReader } from '../../../engine/formats/byte-reader.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { readWavBlocks } from '../../../engine/formats/read-wav.ts';
import { makeWav, sine } from '../capture/make-wav.ts';

/** WAV files as people have them: of crashed and streaming writers, other codecs, many channels, through pipes. */

let folder: string;
let fileCount = 0;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'sotto-wav-format-'))));
afterAll(() => rm(folder, { recursive: true }));

const RATE_HZ = 16_000;
const TONE = sine(440, RATE_HZ, 500);
const TONE_SAMPLES = TONE.length;
const DATA = makeWav(TONE).subarray(-TONE_SAMPLES * 2);

interface Chunk {
  readonly tag: string;
  readonly body: Buffer;
  readonly sizeBytes?: number;
  readonly isUnpadded?: boolean;
}

const PCM16: Chunk = { tag: 'fmt ', body: formatOf(1, 16) };

test.each<[string, Buffer]>([
  [
    'a data size of 0 and a RIFF size of 36',
    wav([PCM16, { tag: 'data', body: DATA, sizeBytes: 0 }], { riffBytes: 36 }),
  ],
  ['a data size of 0 in a RIFF of the right size', wav([PCM16, { tag: 'data', body: DATA, sizeBytes: 0 }])],
  ['sizes of 0', wav([PCM16, { tag: 'data', body: DATA, sizeBytes: 0 }], { riffBytes: 0 })],
  [
    'sizes of -1',
    wav([PCM16, { tag: 'data', body: DATA, sizeBytes: 0xffff_ffff }], { riffBytes: 0xffff_ffff }),
  ],
  [
    'the size of an earlier flush',
    wav([PCM16, { tag: 'data', body: DATA, sizeBytes: 4_096 }], { riffBytes: 4_132 }),
  ],
  ['the size of an earlier flush, odd', wav([PCM16, { tag: 'data', body: DATA, sizeBytes: 4_097 }])],
  ['a size beyond its end', wav([PCM16, { tag: 'data', body: DATA, sizeBytes: DATA.length + 99_999 }])],
])('%s: the samples continue to the end of the file', async (_name, bytes) => {
  expect((await read(bytes)).samples.length).toBe(TONE_SAMPLES);
});

test.each<[string, readonly Chunk[], { magic?: string }?]>([
  [
    'an odd LIST chunk without padding',
    [PCM16, { tag: 'LIST', body: Buffer.alloc(25, 'I'), isUnpadded: true }, data()],
  ],
  ['an odd LIST chunk with padding', [PCM16, { tag: 'LIST', body: Buffer.alloc(25, 'I') }, data()]],
  ['an odd chunk nobody knows', [{ tag: 'odd?', body: Buffer.alloc(7), isUnpadded: true }, PCM16, data()]],
  [
    'a chunk that is longer than it says',
    [PCM16, { tag: 'LIST', body: Buffer.alloc(40), sizeBytes: 26 }, data()],
  ],
  [
    'a list that claims the samples for itself',
    [PCM16, { tag: 'LIST', body: Buffer.alloc(26), sizeBytes: 500 }, data()],
  ],
  [
    'a list that ends three bytes late',
    [PCM16, { tag: 'LIST', body: Buffer.alloc(26), sizeBytes: 29 }, data()],
  ],
  [
    'a list in front that claims all of the file',
    [{ tag: 'LIST', body: Buffer.alloc(26), sizeBytes: 900_000 }, PCM16, data()],
  ],
  [
    'a list of unknown size',
    [PCM16, { tag: 'LIST', body: Buffer.alloc(26), sizeBytes: 0xffff_ffff }, data()],
  ],
  [
    'an empty list that is not',
    [PCM16, { tag: 'LIST', body: Buffer.from('INFOISFT\u0004\0\0\0Sox '), sizeBytes: 0 }, data()],
  ],
  ['a format of unknown size', [{ ...PCM16, sizeBytes: 0xffff_ffff }, data()]],
  ['a format of size 0', [{ ...PCM16, sizeBytes: 0 }, data()]],
  ['a format that claims two bytes more', [{ ...PCM16, sizeBytes: 18 }, data()]],
  [
    'a format that claims two bytes less, and a list',
    [
      { tag: 'fmt ', body: Buffer.concat([formatOf(1, 16), Buffer.alloc(2)]), sizeBytes: 16 },
      { tag: 'LIST', body: Buffer.alloc(26) },
      data(),
    ],
  ],
  [
    'bext and JUNK in front',
    [{ tag: 'JUNK', body: Buffer.alloc(28) }, { tag: 'bext', body: Buffer.alloc(602) }, PCM16, data()],
  ],
  [
    'LIST and id3 behind',
    [PCM16, data(), { tag: 'LIST', body: Buffer.from('INFOISFT') }, { tag: 'id3 ', body: Buffer.alloc(900) }],
  ],
  ['a private chunk behind', [PCM16, data(), { tag: 'Xtra', body: Buffer.alloc(333) }]],
  [
    '64 bits',
    [
      ds64(DATA.length),
      PCM16,
      { tag: 'data', body: DATA, sizeBytes: 0xffff_ffff },
      { tag: 'LIST', body: Buffer.alloc(64) },
    ],
    { magic: 'RF64' },
  ],
  [
    '64 bits as broadcasters write them',
    [ds64(DATA.length), PCM16, { tag: 'data', body: DATA, sizeBytes: 0xffff_ffff }],
    { magic: 'BW64' },
  ],
  [
    '64 bits of a writer that crashed',
    [ds64(0), PCM16, { tag: 'data', body: DATA, sizeBytes: 0xffff_ffff }],
    { magic: 'RF64' },
  ],
])('%s: exactly the samples are read', async (_name, chunks, options) => {
  const { samples } = await read(wav(chunks, options));
  expect(samples.length).toBe(TONE_SAMPLES);
  expect(levelOf(samples)).toBeCloseTo(0.5 / Math.SQRT2, 2);
});

test.each<[string, number, (value: number) => number]>([
  ['mu-law', 7, toMuLaw],
  ['A-law', 6, toALaw],
])('%s is decoded within its own precision', async (_name, tag, encode) => {
  const coded = Buffer.from(Uint8Array.from(sine(440, 8_000, 500, 0.9), encode));
  const fact: Chunk = { tag: 'fact', body: Buffer.alloc(4) };
  const chunks = [
    { tag: 'fmt ', body: formatOf(tag, 8, { rateHz: 8_000 }) },
    fact,
    { tag: 'data', body: coded },
  ];
  const { samples } = await read(wav(chunks));
  expect(samples.length).toBe(8_000);
  const tone = sine(440, RATE_HZ, 500, 0.9);
  const worst = [...samples.subarray(400, -400)].map((value, index) =>
    Math.abs(value / 0x8000 - tone[index + 400]!),
  );
  expect(Math.max(...worst)).toBeLessThan(0.03);
});

test('20 bits at the top of 24 are as loud as they were', async () => {
  const bytes = makeWav(TONE, { bitsPerSample: 24 });
  bytes.writeUInt16LE(20, bytes.indexOf('fmt ') + 8 + 14);
  expect(levelOf((await read(bytes)).samples)).toBeCloseTo(0.5 / Math.SQRT2, 2);
});

/** Channels of one moment, from the moment's own sample. */
const CHANNELS: readonly (readonly [string, number, (value: number, index: number) => readonly number[]])[] =
  [
    ['stereo with one side inverted', 2, (value) => [value, -value]],
    ['stereo with one side inverted and quieter', 2, (value) => [value, -0.9 * value]],
    ['speech in one of six channels', 6, (value) => [0, 0, value, 0, 0, 0]],
    [
      'speech in one of six channels over noise in the others',
      6,
      (value, index) => [
        hiss(index),
        hiss(index + 7),
        hiss(index + 3),
        value,
        hiss(index + 1),
        hiss(index + 9),
      ],
    ],
    [
      'speech on the left, then on the right',
      2,
      (value, index) => (index < TONE_SAMPLES / 2 ? [value, 0] : [0, value]),
    ],
    ['the same on either side', 2, (value) => [value, value]],
  ];

test.each(CHANNELS)('%s is heard throughout, at most 6 dB down', async (_name, channelCount, spread) => {
  const interleaved = [...TONE].flatMap(spread);
  const { samples } = await read(makeWav(interleaved, { channelCount }));
  expect(samples.length).toBe(TONE_SAMPLES);
  for (let start = 800; start + 1_600 <= TONE_SAMPLES; start += 1_600) {
    // Around a change of sides it may be the mean of both.
    expect(levelOf(samples.subarray(start, start + 1_600))).toBeGreaterThan(0.16);
  }
});

test.each<[string, Buffer, RegExp]>([
  ['an MP3 with a tag', Buffer.from('ID3\u0004\0\0\0\0\0\0\0\0', 'latin1'), /is an MP3 file/],
  ['an MP3 without one', Buffer.from([0xff, 0xfb, 0x90, 0x64, ...Array(20).fill(0)]), /is an MP3 file/],
  ['FLAC', Buffer.from('fLaC\0\0\0\u0022aaaaaaaa', 'latin1'), /is a FLAC file/],
  ['Opus', Buffer.from('OggS\0\u0002\0\0\0\0\0\0', 'latin1'), /is an Ogg file/],
  ['M4A', Buffer.from('\0\0\0 ftypM4A \0\0', 'latin1'), /is an M4A sound file/],
  ['MP4', Buffer.from('\0\0\0 ftypisom\0\0', 'latin1'), /is an MP4 or QuickTime file/],
  ['WebM', Buffer.from([0x1a, 0x45, 0xdf, 0xa3, ...Array(20).fill(0)]), /is a Matroska or WebM file/],
  ['AIFF', Buffer.from('FORM\0\0\0\0AIFFCOMM', 'latin1'), /is an AIFF file/],
  ['ADPCM in a WAV', wav([{ tag: 'fmt ', body: formatOf(0x11, 4) }, data()]), /IMA ADPCM/],
])('%s is named, with the way on', async (_name, bytes, message) => {
  await expect(read(bytes)).rejects.toMatchObject({
    code: 'source-unreadable',
    message: expect.stringMatching(message) as string,
    remedy: expect.stringContaining('ffmpeg') as string,
  });
});

test('without a sample the message says what is wrong', async () => {
  await expect(read(wav([PCM16]))).rejects.toThrow('it ends before its first sample');
  await expect(read(wav([PCM16, { tag: 'data', body: Buffer.alloc(0) }]))).rejects.toThrow(
    'there is no sample in it',
  );
  await expect(read(Buffer.alloc(0))).rejects.toThrow('it is empty');
});

test('every cut of a file gives samples or a reason, never a crash', async () => {
  const whole = wav([
    { tag: 'LIST', body: Buffer.alloc(25, 'I') },
    PCM16,
    data(),
    { tag: 'id3 ', body: Buffer.alloc(30) },
  ]);
  for (let lengthBytes = 0; lengthBytes < 120; lengthBytes += 1) {
    const bytes = Readable.from([whole.subarray(0, lengthBytes)]);
    const reader = new ByteReader(bytes, lengthBytes);
    const code = await Array.fromAsync(readWavBlocks(reader, 'cut.wav')).then(
      () => 'read',
      (error: { code?: string }) => error.code,
    );
    expect(code).toMatch(/^(?:read|source-unreadable|source-empty)$/);
  }
});

const hasPipes = process.platform !== 'win32';

test.runIf(hasPipes)('a named pipe is heard while it is written, to the writer’s end', async () => {
  const pipe = makePipe();
  const bytes = makeWav(TONE, { claimedBytes: 0xffff_ffff, riffBytes: 0xffff_ffff });
  const opening = openFileSource({ path: pipe, channel: 'them', isFast: true, clock: systemClock });
  const writer = spawn('sh', ['-c', `exec cat > "${pipe}"`], { stdio: ['pipe', 'ignore', 'ignore'] });
  writer.stdin.write(bytes.subarray(0, 4_001));
  const frames = (await opening).frames(new AbortController().signal);
  let lengthSamples = (await frames.next()).value?.samples.length ?? 0;
  writer.stdin.end(bytes.subarray(4_001));
  for await (const frame of frames) lengthSamples += frame.samples.length;
  expect(lengthSamples).toBe(TONE_SAMPLES);
  if (writer.exitCode === null) await once(writer, 'exit');
});

test.runIf(hasPipes)('a named pipe that nobody writes to is given up at the signal', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const opening = openFileSource({
    path: makePipe(),
    channel: 'them',
    isFast: true,
    clock: systemClock,
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(reason), 50);
  await expect(opening).rejects.toBe(reason);
});

test.runIf(hasPipes)('a writer that stalls does not keep the channel from ending', async () => {
  const pipe = makePipe();
  const writer = spawn('sh', ['-c', `exec cat > "${pipe}"`], { stdio: ['pipe', 'ignore', 'ignore'] });
  writer.stdin.write(makeWav(TONE, { claimedBytes: 0xffff_ffff }).subarray(0, 2_000));
  const source = await openFileSource({ path: pipe, channel: 'them', isFast: true, clock: systemClock });
  const stop = new AbortController();
  const reason = new Error('stopped');
  const playing = (async () => {
    for await (const _frame of source.frames(stop.signal)) setTimeout(() => stop.abort(reason), 50);
  })();
  await expect(playing).rejects.toBe(reason);
  writer.kill();
});

async function read(bytes: Buffer): Promise<{ samples: Int16Array; durationMs: number }> {
  const path = join(folder, `${(fileCount += 1)}.wav`);
  await writeFile(path, bytes);
  return readSound(path);
}

function makePipe(): string {
  const path = join(folder, `${(fileCount += 1)}.fifo`);
  execFileSync('mkfifo', [path]);
  return path;
}

function wav(chunks: readonly Chunk[], options: { magic?: string; riffBytes?: number } = {}): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks.map(bytesOf)]);
  const header = Buffer.from(`${options.magic ?? 'RIFF'}\0\0\0\0`);
  header.writeUInt32LE(options.riffBytes ?? body.length, 4);
  return Buffer.concat([header, body]);
}

function bytesOf({ tag, body, sizeBytes = body.length, isUnpadded = false }: Chunk): Buffer {
  const header = Buffer.from(`${tag}\0\0\0\0`);
  header.writeUInt32LE(sizeBytes, 4);
  return Buffer.concat([header, body, Buffer.alloc(isUnpadded ? 0 : body.length % 2)]);
}

function formatOf(tag: number, bits: number, { rateHz = RATE_HZ } = {}): Buffer {
  const body = Buffer.alloc(16);
  const blockBytes = Math.ceil(bits / 8);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(1, 2);
  body.writeUInt32LE(rateHz, 4);
  body.writeUInt32LE(rateHz * blockBytes, 8);
  body.writeUInt16LE(blockBytes, 12);
  body.writeUInt16LE(bits, 14);
  return body;
}

function data(): Chunk {
  return { tag: 'data', body: DATA };
}

function ds64(dataBytes: number): Chunk {
  const body = Buffer.alloc(28);
  body.writeBigUInt64LE(BigInt(dataBytes), 8);
  return { tag: 'ds64', body };
}

function levelOf(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + (value / 0x8000) ** 2, 0) / samples.length);
}

/** 20 dB below the tone. */
function hiss(index: number): number {
  return 0.06 * (((index * 7_919 + 13) % 101) / 50 - 1);
}

/** ITU-T G.711. */
function toMuLaw(value: number): number {
  const magnitude = Math.min(0x1fff - 33, Math.round(Math.abs(value) * 0x2000)) + 33;
  const segment = Math.max(0, Math.floor(Math.log2(magnitude)) - 5);
  return ~((value < 0 ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 1)) & 0x0f)) & 0xff;
}

function toALaw(value: number): number {
  const magnitude = Math.min(0xfff, Math.round(Math.abs(value) * 0x1000));
  const segment = Math.max(0, Math.floor(Math.log2(Math.max(1, magnitude))) - 4);
  const mantissa = segment === 0 ? magnitude >> 1 : magnitude >> segment;
  return ((value < 0 ? 0 : 0x80) | (segment << 4) | (mantissa & 0x0f)) ^ 0x55;
}
