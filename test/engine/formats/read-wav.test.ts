import { expect, test } from 'vitest';
import { ByteReader } from '../../../engine/formats/byte-reader.ts';
import { readWavBlocks } from '../../../engine/formats/read-wav.ts';
import { chunk, makeWav, sine } from '../capture/make-wav.ts';

async function read(bytes: Buffer, pieceBytes = 1_000) {
  const pieces = async function* () {
    for (let start = 0; start < bytes.length; start += pieceBytes)
      yield bytes.subarray(start, start + pieceBytes);
  };
  const reader = new ByteReader(pieces(), Number.POSITIVE_INFINITY);
  // A block is valid until the next.
  return Array.fromAsync(readWavBlocks(reader, 'a.wav'), ({ samples, ...block }) => ({
    ...block,
    samples: samples.slice(),
  }));
}

const RAMP = Float32Array.from({ length: 1_000 }, (_, index) => index / 1_000);

test('samples come in blocks of 20 ms with rate and channels of the file, whatever the pieces', async () => {
  for (const pieceBytes of [1, 7, 1_000, 100_000]) {
    const blocks = await read(makeWav(RAMP, { rateHz: 8_000, channelCount: 2 }), pieceBytes);
    expect(blocks.map(({ rateHz, channelCount, samples }) => [rateHz, channelCount, samples.length])).toEqual(
      [
        [8_000, 2, 320],
        [8_000, 2, 320],
        [8_000, 2, 320],
        [8_000, 2, 40],
      ],
    );
    const samples = blocks.flatMap((block) => [...block.samples]);
    expect(samples[500]).toBeCloseTo(0.5, 3);
  }
});

test('a header that claims too much, as of a recording that was cut off, is read to the end of the file', async () => {
  const blocks = await read(makeWav(RAMP, { claimedBytes: 1_000_000 }));
  expect(blocks.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(1_000);
});

test('a sample that is cut in two at the end is left out', async () => {
  const blocks = await read(makeWav(RAMP).subarray(0, -1));
  expect(blocks.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(999);
});

test('what is not a WAV file is refused by its name', async () => {
  await expect(read(Buffer.from('no sound at all, only words'))).rejects.toMatchObject({
    code: 'source-unreadable',
    message: expect.stringContaining('a.wav') as string,
  });
});

test('a file without a sample gives no block', async () => {
  expect(await read(makeWav(sine(440, 16_000, 0)))).toEqual([]);
});

const WAV = makeWav(RAMP);
const EMPTY_STEREO = makeWav([], { channelCount: 2 });
const SAMPLES = chunk('data', WAV.subarray(-2 * RAMP.length));

test.each<[string, Buffer, number]>([
  ['in a second chunk of them', Buffer.concat([WAV, SAMPLES]), 2_000],
  ['behind a comment', Buffer.concat([WAV, chunk('LIST', Buffer.from('INFO')), SAMPLES]), 2_000],
  ['behind an empty chunk of them', Buffer.concat([makeWav([]), SAMPLES]), 1_000],
  ['behind half of a pair', Buffer.concat([EMPTY_STEREO, chunk('data', Buffer.from('ab')), SAMPLES]), 1_000],
  ['in a file joined to the first', Buffer.concat([WAV, WAV, WAV]), 3_000],
  [
    'nowhere, but a comment that names metadata',
    Buffer.concat([WAV, chunk('LIST', Buffer.from('INFOmetadata'))]),
    1_000,
  ],
])('more samples: %s', async (_where, bytes, count) => {
  const blocks = await read(bytes);
  expect(blocks.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(count);
});

test('a joined file keeps its own rate and channels', async () => {
  const blocks = await read(
    Buffer.concat([WAV, makeWav(RAMP, { rateHz: 8_000, channelCount: 2, isExtensible: true })]),
  );
  expect(blocks.map(({ rateHz, channelCount }) => `${rateHz}/${channelCount}`)).toEqual([
    '16000/1',
    '16000/1',
    '16000/1',
    '16000/1',
    '8000/2',
    '8000/2',
    '8000/2',
    '8000/2',
  ]);
});

test('a joined file of a codec that is not decoded is reported, not passed over', async () => {
  const other = makeWav(RAMP);
  other.writeUInt16LE(0x55, other.indexOf('fmt ') + 8);
  await expect(read(Buffer.concat([WAV, other]))).rejects.toMatchObject({
    code: 'source-unreadable',
    message: expect.stringContaining('MP3') as string,
  });
});

test.each([
  ['no bits a sample', { bits: 0, tag: 1 }, 1_000],
  ['mu-law of 16 bits', { bits: 16, tag: 7 }, 2_000],
  ['A-law of 0 bits', { bits: 0, tag: 6 }, 2_000],
])('a header that claims %s is read by what must be meant', async (_name, { bits, tag }, count) => {
  const wav = makeWav(RAMP);
  const format = wav.indexOf('fmt ') + 8;
  wav.writeUInt16LE(tag, format);
  wav.writeUInt16LE(bits, format + 14);
  const blocks = await read(wav);
  expect(blocks.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(count);
});
