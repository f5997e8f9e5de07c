import { expect, test } from 'vitest';
import type { SpeechSegment } from '../../../engine/base/nouns.ts';
import {
  after,
  anchorSampleCount,
  isSameSpeech,
  trailingSilenceMs,
} from '../../../engine/transcription/turn-audio.ts';

/** Ten seconds from 2 s on; voice from 2.2 to 9 s. */
const SEGMENT: SpeechSegment = {
  turnId: 'turn-1',
  channel: 'them',
  samples: Int16Array.from({ length: 160_000 }, (_, index) => index % 1_000),
  startMs: 2_000,
  speechStartMs: 2_200,
  speechEndMs: 9_000,
  voicedMs: 6_000,
};

test('an anchor lies 50 ms behind the last voice, and never behind the audio', () => {
  expect(anchorSampleCount(SEGMENT)).toBe(7.05 * 16_000);
  expect(anchorSampleCount({ ...SEGMENT, speechEndMs: 12_000 })).toBe(160_000);
});

test('what follows the anchor begins where it lies', () => {
  const rest = after({ sampleCount: 48_000, text: 'so far' }, SEGMENT);
  expect(rest).toMatchObject({ startMs: 5_000, speechStartMs: 5_000, speechEndMs: 9_000, voicedMs: 4_000 });
  expect(rest.samples).toEqual(SEGMENT.samples.subarray(48_000));
});

test('without an anchor the whole segment follows it', () => {
  expect(after({ sampleCount: 0, text: '' }, SEGMENT)).toBe(SEGMENT);
});

test('silence at the end is what follows the last voice', () => {
  expect(trailingSilenceMs(SEGMENT)).toBe(3_000);
});

test('speech is the same when it starts and ends at the same moment', () => {
  expect(isSameSpeech(SEGMENT, { ...SEGMENT, samples: new Int16Array(10) })).toBe(true);
  expect(isSameSpeech(SEGMENT, { ...SEGMENT, speechEndMs: 9_010 })).toBe(false);
});
