import { expect, test } from 'vitest';
import { createGapWatch, type LostSound } from '../../../engine/listening/gap-watch.ts';

const FRAME_SAMPLES = 320;

test('a gap between two frames of a channel is reported, a hiccup is not', () => {
  const lost: LostSound[] = [];
  const { observe } = createGapWatch((gap) => lost.push(gap));
  const hear = (channel: 'me' | 'them', startSamples: number): void =>
    observe({ channel, startSamples, samples: new Int16Array(FRAME_SAMPLES) });
  hear('me', 8_000);
  hear('me', 8_320);
  hear('them', 0);
  hear('me', 8_640 + 3_999);
  hear('me', 12_959 + 16_000);
  hear('them', 320 + 4_000);
  // A source that counts from the beginning again has lost nothing that could be known.
  hear('me', 0);
  expect(lost).toEqual([
    { channel: 'me', startMs: 809.9375, lostMs: 1_000 },
    { channel: 'them', startMs: 20, lostMs: 250 },
  ]);
});

test('what a machine slept through is lost on every channel that was heard, after its last frame', () => {
  const lost: LostSound[] = [];
  const gaps = createGapWatch((gap) => lost.push(gap));
  gaps.observe({ channel: 'them', startSamples: 16_000, samples: new Int16Array(FRAME_SAMPLES) });
  gaps.markLost(3_600_000);
  expect(lost).toEqual([{ channel: 'them', startMs: 1_020, lostMs: 3_600_000 }]);
});
