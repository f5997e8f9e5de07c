import { expect, test } from 'vitest';
import { AudioHistory, HOP_SAMPLES } from '../../../engine/vad/audio-history.ts';

/** Hops of constant samples, one value each. */
function historyOf(...values: readonly number[]): AudioHistory {
  const history = new AudioHistory();
  for (const value of values) {
    const hop = new Int16Array(HOP_SAMPLES).fill(value);
    history.append(hop, 0, 100);
    history.append(hop, 100, HOP_SAMPLES);
  }
  return history;
}

test('a hop has its level once it is whole', () => {
  const history = new AudioHistory();
  const hop = new Int16Array(HOP_SAMPLES).fill(0x4000);
  expect(history.append(hop, 0, 100)).toBe(false);
  expect(history.samplesToHopEnd).toBe(HOP_SAMPLES - 100);
  expect(history.append(hop, 100, HOP_SAMPLES)).toBe(true);
  expect(history.levelDbfs(0)).toBeCloseTo(-6.02, 2);
});

test('voice is counted in hops within the range', () => {
  const history = historyOf(1, 1, 1, 1);
  for (const hop of [0, 1, 3]) history.markVoice(hop);
  history.unmarkVoice(0);
  expect([history.voicedMs(0, 4), history.voicedMs(2, 4)]).toEqual([20, 10]);
});

test('the quietest stretch is found by its middle', () => {
  expect(historyOf(900, 900, 20, 10, 20, 900).quietestHop(0, 6, 3)).toBe(3);
});

test('a copy wraps around, and what is older than 32 s is left out', () => {
  const history = historyOf(...Array.from({ length: 3_300 }, (_, index) => index % 1_000));
  const copy = history.copy(0, history.endSamples);
  expect(copy.length).toBe(32_000 * 16);
  expect([copy[0], copy.at(-1)]).toEqual([100, 299]);
});

test('what was lost is silence without voice', () => {
  const history = historyOf(500, 500);
  history.markVoice(1);
  history.skipTo(5 * HOP_SAMPLES);
  expect(history.endHop).toBe(5);
  expect([history.levelDbfs(3), history.voicedMs(0, 5)]).toEqual([-100, 10]);
  expect([...history.copy(2 * HOP_SAMPLES - 1, 2 * HOP_SAMPLES + 2)]).toEqual([500, 0, 0]);
});
