import { expect, test } from 'vitest';
import { leakSound } from '../../../scripts/eval/leak-sound.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';

const SAMPLES_PER_MS = 16;
const silence = new Int16Array(1_000 * SAMPLES_PER_MS);

/** Noise from 300 to 600 ms, silence before and after. */
function burst(): Int16Array {
  const random = seededRandom(3);
  return silence.map((_, index) => {
    const atMs = index / SAMPLES_PER_MS;
    return atMs >= 300 && atMs < 600 ? Math.round((random() - 0.5) * 20_000) : 0;
  });
}

function firstSoundMs(samples: Int16Array): number {
  return samples.findIndex((sample) => sample !== 0) / SAMPLES_PER_MS;
}

function level(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((total, sample) => total + sample ** 2, 0) / samples.length);
}

test.each([0, 60, -50])('the echo comes %d ms after the original', (delayMs) => {
  const leaked = leakSound(silence, burst(), { gainDb: -10, delayMs });
  expect(Math.abs(firstSoundMs(leaked) - 300 - delayMs)).toBeLessThan(1);
});

test('20 dB less is a tenth of the level, and the room continues after the original', () => {
  const [loud, soft] = [-6, -26].map((gainDb) => leakSound(silence, burst(), { gainDb, delayMs: 0 }));
  if (!loud || !soft) throw new Error('two were made');
  expect(level(loud) / level(soft)).toBeCloseTo(10, 0);
  expect(level(loud)).toBeLessThan(level(burst()));
  expect(level(loud.subarray(600 * SAMPLES_PER_MS, 650 * SAMPLES_PER_MS))).toBeGreaterThan(0);
  expect(level(loud.subarray(900 * SAMPLES_PER_MS))).toBe(0);
});

test('the user stays audible, and what is too loud is clipped instead of turned round', () => {
  const user = silence.map(() => 32_000);
  const leaked = leakSound(user, burst(), { gainDb: 0, delayMs: 0 });
  expect(leaked.subarray(0, 300 * SAMPLES_PER_MS).every((sample) => sample === 32_000)).toBe(true);
  expect(leaked.reduce((most, sample) => Math.max(most, sample), 0)).toBe(0x7fff);
  expect(leaked.reduce((least, sample) => Math.min(least, sample), 0)).toBeGreaterThan(-32_768);
});
