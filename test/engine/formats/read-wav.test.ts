import { expect, test } from 'vitest';
import { ByteReader } from '../../../engine/formats/byte-reader.ts';
import { readWavBlocks } from '../../../engine/formats/read-wav.ts';
import { makeWav, sine } from '../capture/make-wav.ts';

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

test('what is no WAV is refused by its name', async () => {
  await expect(read(Buffer.from('no sound at all, only words'))).rejects.toMatchObject({
    code: 'source-unreadable',
    message: expect.stringContaining('a.wav') as string,
  });
});

test('a file without a sample gives no block', async () => {
  expect(await read(makeWav(sine(440, 16_000, 0)))).toEqual([]);
});
