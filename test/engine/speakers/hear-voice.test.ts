import { expect, test } from 'vitest';
import type { SpeechSegment } from '../../../engine/base/nouns.ts';
import { hearVoice, takeSample, type VoiceEmbedder } from '../../../engine/speakers/hear-voice.ts';

const NEVER = new AbortController().signal;

function segmentOf(voicedMs: number, value: (index: number) => number = () => 1): SpeechSegment {
  const spokenSamples = voicedMs * 16;
  return {
    turnId: 't1',
    channel: 'them',
    // 300 ms before the first voice and 500 ms after the last.
    samples: Int16Array.from({ length: 4_800 + spokenSamples + 8_000 }, (_, index) =>
      index < 4_800 || index >= 4_800 + spokenSamples ? 0 : value((index - 4_800) / spokenSamples),
    ),
    startMs: 1_000,
    speechStartMs: 1_300,
    speechEndMs: 1_300 + voicedMs,
    voicedMs,
  };
}

/** The voice of a stretch is its first sample: 1 and 2 are two people. */
function embedderOf(heard: Int16Array[] = []): VoiceEmbedder {
  return {
    embed: (samples) => {
      heard.push(samples);
      return Promise.resolve({ embedding: samples[0] === 1 ? Float32Array.of(1, 0) : Float32Array.of(0, 1) });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

test('the sample is the speech without what is before and after it, ten seconds at most', () => {
  expect(takeSample(segmentOf(2_000))?.samples).toEqual(new Int16Array(32_000).fill(1));
  expect(takeSample(segmentOf(20_000))).toMatchObject({ voicedMs: 10_000, samples: { length: 160_000 } });
});

test('a turn of less than a second has no sample', () => {
  expect(takeSample(segmentOf(990))).toBeUndefined();
});

test('a turn of two people, one after the other, has no one voice', async () => {
  const mixed = takeSample(segmentOf(4_000, (share) => (share < 0.5 ? 1 : 2)));
  const single = takeSample(segmentOf(4_000));
  if (!mixed || !single) throw new Error('no sample');
  expect(await hearVoice(mixed, embedderOf(), 0.6, NEVER)).toBeUndefined();
  expect(await hearVoice(single, embedderOf(), 0.6, NEVER)).toEqual({
    direction: Float32Array.of(1, 0),
    voicedMs: 4_000,
  });
});

test('a turn that is too short for halves is heard as one', async () => {
  const heard: Int16Array[] = [];
  const sample = takeSample(segmentOf(2_000));
  if (!sample) throw new Error('no sample');
  await hearVoice(sample, embedderOf(heard), 0.6, NEVER);
  expect(heard.map(({ length }) => length)).toEqual([32_000]);
});
