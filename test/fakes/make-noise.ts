import { PIPELINE_RATE_HZ } from '../../engine/base/nouns.ts';
import { seededRandom } from './seeded-random.ts';

/** Repeatable noise, so that two runs hear the same. @returns numbers in −1…1. */
function noiseFrom(seed: number): () => number {
  const random = seededRandom(seed);
  return () => 2 * random() - 1;
}

export function whiteNoise(durationMs: number, levelDbfs: number, seed = 1): Int16Array {
  const random = noiseFrom(seed);
  // A uniform distribution has an RMS of 1/√3.
  const peak = 10 ** (levelDbfs / 20) * Math.sqrt(3) * 0x8000;
  return Int16Array.from({ length: toSamples(durationMs) }, () => clip(random() * peak));
}

/** 3 dB less per octave: Paul Kellet's three-pole filter of white noise. */
export function pinkNoise(durationMs: number, levelDbfs: number, seed = 2): Int16Array {
  const random = noiseFrom(seed);
  const poles = [0, 0, 0];
  const shaped = Float32Array.from({ length: toSamples(durationMs) }, () => {
    const white = random();
    poles[0] = 0.99765 * poles[0]! + white * 0.099046;
    poles[1] = 0.963 * poles[1]! + white * 0.2965164;
    poles[2] = 0.57 * poles[2]! + white * 1.0526913;
    return poles[0] + poles[1] + poles[2] + white * 0.1848;
  });
  return atLevel(shaped, levelDbfs);
}

/** Key strokes over a quiet room: two short bursts each, press and release, three to eight a second. */
export function keyboardNoise(durationMs: number, levelDbfs: number, seed = 3): Int16Array {
  const random = noiseFrom(seed);
  const samples = whiteNoise(durationMs, -62, seed + 1);
  const peak = 10 ** (levelDbfs / 20) * 0x8000;
  const strike = (startSamples: number, peakSamples: number): void => {
    const decaySamples = PIPELINE_RATE_HZ * 0.004 * (1.5 + random());
    for (let index = 0; index < 6 * decaySamples && startSamples + index < samples.length; index += 1)
      samples[startSamples + index] = clip(
        samples[startSamples + index]! + random() * peakSamples * Math.exp(-index / decaySamples),
      );
  };
  for (let atMs = 50; atMs < durationMs; atMs += 210 + 85 * random()) {
    strike(toSamples(atMs), peak);
    strike(toSamples(atMs + 70 + 20 * random()), peak / 2);
  }
  return samples;
}

/** Mains hum: the frequency of the mains and its harmonics, each a third of the one before, over a quiet room. */
export function humNoise(durationMs: number, levelDbfs: number, mainsHz: number, seed = 5): Int16Array {
  const random = noiseFrom(seed);
  const harmonics = [1, 2, 3, 4, 5, 6].map((order) => ({ hz: order * mainsHz, gain: 3 ** (1 - order) }));
  const shaped = Float32Array.from({ length: toSamples(durationMs) }, (_, index) => {
    const seconds = index / PIPELINE_RATE_HZ;
    const tones = harmonics.map(({ hz, gain }) => gain * Math.sin(2 * Math.PI * hz * seconds));
    return tones.reduce((sum, tone) => sum + tone, 0.01 * random());
  });
  return atLevel(shaped, levelDbfs);
}

/** Clicks of a bad contact over a quiet room: single steps that die out within 2 ms, up to ten a second. */
export function clickNoise(durationMs: number, peakDbfs: number, seed = 6): Int16Array {
  const random = noiseFrom(seed);
  const samples = whiteNoise(durationMs, -60, seed + 1);
  const peak = 10 ** (peakDbfs / 20) * 0x8000;
  const decaySamples = PIPELINE_RATE_HZ * 0.0004;
  for (let atMs = 30; atMs < durationMs; atMs += 550 + 450 * random()) {
    const startSamples = toSamples(atMs);
    const sign = Math.sign(random());
    for (let index = 0; index < 5 * decaySamples && startSamples + index < samples.length; index += 1)
      samples[startSamples + index] = clip(
        samples[startSamples + index]! + sign * peak * Math.exp(-index / decaySamples),
      );
  }
  return samples;
}

function atLevel(shaped: Float32Array, levelDbfs: number): Int16Array {
  const power = shaped.reduce((sum, value) => sum + value * value, 0) / shaped.length;
  const gain = (10 ** (levelDbfs / 20) * 0x8000) / Math.sqrt(power);
  return Int16Array.from(shaped, (value) => clip(value * gain));
}

function toSamples(durationMs: number): number {
  return Math.round((durationMs * PIPELINE_RATE_HZ) / 1_000);
}

function clip(value: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, Math.round(value)));
}
