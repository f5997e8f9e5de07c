import { expect, test } from 'vitest';
import { measureVoice } from '../../../engine/vad/voice-features.ts';
import { whiteNoise } from '../../fakes/make-noise.ts';

const RATE_HZ = 16_000;

/** A voice with five harmonics whose pitch moves from one frequency to another on a straight semitone line. */
function sing(fromHz: number, toHz: number, durationMs: number): Int16Array {
  const lengthSamples = (RATE_HZ * durationMs) / 1_000;
  let phase = 0;
  return Int16Array.from({ length: lengthSamples }, (_, index) => {
    phase += (2 * Math.PI * fromHz * (toHz / fromHz) ** (index / lengthSamples)) / RATE_HZ;
    let value = 0;
    for (let harmonic = 1; harmonic <= 5; harmonic += 1) value += Math.sin(harmonic * phase) / harmonic;
    return value * 6_000;
  });
}

function join(...pieces: readonly Int16Array[]): Int16Array {
  return Int16Array.from(pieces.flatMap((piece) => [...piece]));
}

test('measures the slope of a rising and of a falling voice in semitones a second', () => {
  // An octave in two seconds is six semitones a second.
  expect(measureVoice(sing(110, 220, 2_000))?.finalPitchSemitonesPerSecond).toBeCloseTo(6, 0);
  expect(measureVoice(sing(220, 110, 2_000))?.finalPitchSemitonesPerSecond).toBeCloseTo(-6, 0);
  expect(measureVoice(sing(150, 150, 2_000))?.finalPitchSemitonesPerSecond).toBeCloseTo(0, 0);
});

test('hears a question rise at its end against the pitch before', () => {
  const rising = measureVoice(join(sing(120, 120, 1_500), sing(120, 180, 300)));
  const falling = measureVoice(join(sing(120, 120, 1_500), sing(120, 90, 300)));
  expect(rising?.finalPitchRiseSemitones).toBeGreaterThan(3);
  expect(falling?.finalPitchRiseSemitones).toBeLessThan(-2);
});

test('finds a drawn-out last syllable longer than the others', () => {
  const gap = new Int16Array(RATE_HZ / 10);
  const drawn = join(sing(120, 120, 200), gap, sing(120, 120, 200), gap, sing(120, 120, 800));
  expect(measureVoice(drawn)?.finalLengtheningRatio).toBeGreaterThan(1.5);
});

test('measures the level of the voice', () => {
  const samples = sing(150, 150, 1_000);
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length / 0x8000 ** 2;
  expect(Math.abs((measureVoice(samples)?.levelDbfs ?? 0) - 10 * Math.log10(power))).toBeLessThan(1);
});

test.each([
  ['silence', new Int16Array(RATE_HZ)],
  ['noise', whiteNoise(1_000, -20)],
  ['nothing', new Int16Array(0)],
  ['a moment', sing(150, 150, 60)],
])('says nothing of %s', (_name, samples) => {
  expect(measureVoice(samples)).toBeUndefined();
});
