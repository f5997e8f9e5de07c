import { expect, test } from 'vitest';
import {
  AUDIO_HEADER_BYTES,
  decodeAudioFrame,
  encodeAudioFrame,
  MAX_AUDIO_FRAME_SAMPLES,
} from '../../../engine/protocol/audio-frame.ts';

const FRAME = {
  channel: 'them',
  startSamples: 123_456,
  samples: Int16Array.of(0, 1, -1, 32_767, -32_768),
} as const;

test.each(['me', 'them'] as const)('a frame of channel %s comes back as it was', (channel) => {
  expect(decodeAudioFrame(encodeAudioFrame({ ...FRAME, channel }))).toEqual({ ...FRAME, channel });
});

test('the bytes are those that the protocol names', () => {
  const bytes = encodeAudioFrame({ channel: 'them', startSamples: 0x01020304, samples: Int16Array.of(-2) });
  expect([...bytes]).toEqual([1, 0, 0, 0, 4, 3, 2, 1, 0xfe, 0xff]);
});

test('a position beyond 32 bits wraps', () => {
  const startSamples = 2 ** 32 + 5;
  expect(decodeAudioFrame(encodeAudioFrame({ ...FRAME, startSamples }))?.startSamples).toBe(5);
});

test('a frame in the middle of other bytes is read there', () => {
  const bytes = encodeAudioFrame(FRAME);
  const around = new Uint8Array(bytes.length + 7);
  around.set(bytes, 3);
  expect(decodeAudioFrame(around.subarray(3, 3 + bytes.length))).toEqual(FRAME);
});

test('the longest frame is read, and one sample more is not', () => {
  const encode = (length: number): Uint8Array =>
    encodeAudioFrame({ ...FRAME, samples: new Int16Array(length) });
  expect(decodeAudioFrame(encode(MAX_AUDIO_FRAME_SAMPLES))?.samples).toHaveLength(MAX_AUDIO_FRAME_SAMPLES);
  expect(decodeAudioFrame(encode(MAX_AUDIO_FRAME_SAMPLES + 1))).toBeUndefined();
});

const changed = (index: number, value: number): Uint8Array => {
  const bytes = encodeAudioFrame(FRAME);
  bytes[index] = value;
  return bytes;
};

test.each([
  ['nothing', new Uint8Array()],
  ['half a header', new Uint8Array(AUDIO_HEADER_BYTES - 1)],
  ['no sound', new Uint8Array(AUDIO_HEADER_BYTES)],
  ['half a sample', new Uint8Array(AUDIO_HEADER_BYTES + 3)],
  ['an unknown channel', changed(0, 2)],
  ['a set byte that is kept for later', changed(1, 1)],
  ['another one', changed(3, 1)],
])('%s is not a frame', (_what, bytes) => {
  expect(decodeAudioFrame(bytes)).toBeUndefined();
});
