import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLogger } from '../../engine/base/logger.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { loadVoiceDetectors, type LoadedVoiceDetectors } from '../../engine/vad/load-voice-detectors.ts';
import type { VoiceDetector } from '../../engine/vad/voice-detector.ts';
import { createEndpointPolicy } from '../../engine/vad/endpoint-policy.ts';
import { keyboardNoise, pinkNoise, whiteNoise } from '../fakes/make-noise.ts';
import { evaluateVad } from '../../scripts/eval/vad.ts';
import { hear, toFrames } from '../engine/vad/hear.ts';

const SPOKEN = fixture('samples/can-you-tell-me-about-yourself--en-us-m2-163.wav');
const CALL = fixture('call-interview.json');

function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

async function detectAll(detector: VoiceDetector, samples: Int16Array): Promise<number[]> {
  const window = new Float32Array(detector.windowSamples);
  const probabilities: number[] = [];
  for (let start = 0; start + window.length <= samples.length; start += window.length) {
    for (let index = 0; index < window.length; index += 1)
      window[index] = (samples[start + index] ?? 0) / 0x8000;
    probabilities.push(await detector.detect(window));
  }
  return probabilities;
}

function shareOf(probabilities: readonly number[], isCounted: (probability: number) => boolean): number {
  return probabilities.filter(isCounted).length / probabilities.length;
}

describe.each(['silero', 'energy'] as const)('the %s detector', (kind) => {
  let detectors: LoadedVoiceDetectors;
  let spoken: Int16Array;
  beforeAll(async () => {
    detectors = await loadVoiceDetectors({ kind, log: silentLogger });
    ({ samples: spoken } = await readSound(SPOKEN));
  });
  afterAll(() => detectors[Symbol.asyncDispose]());

  test('is the one that was asked for', () => {
    expect(detectors.kind).toBe(kind);
    expect(detectors.create().name).toBe(kind);
  });

  test('hears speech as speech', async () => {
    const probabilities = await detectAll(detectors.create(), spoken);
    expect(shareOf(probabilities, (probability) => probability >= 0.5)).toBeGreaterThan(0.5);
  });

  test.each([
    ['digital silence', new Int16Array(64_000)],
    ['white noise', whiteNoise(10_000, -40)],
    ['pink noise', pinkNoise(10_000, -40)],
    ['a keyboard', keyboardNoise(10_000, -15)],
  ])('hears no speech in %s', async (_name, samples) => {
    const probabilities = await detectAll(detectors.create(), samples);
    expect(shareOf(probabilities, (probability) => probability >= 0.5)).toBeLessThan(0.02);
  });

  test('gives probabilities for whatever it is given', async () => {
    const wild = Int16Array.from({ length: 20_480 }, (_, index) => (index % 100 < 50 ? 0x7fff : -0x8000));
    for (const probability of await detectAll(detectors.create(), wild)) {
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
    }
  });

  test('keeps each channel to itself, also when both are asked at once', async () => {
    const alone = await detectAll(detectors.create(), spoken);
    const [first, second] = await Promise.all([
      detectAll(detectors.create(), spoken),
      detectAll(detectors.create(), whiteNoise(2_000, -30)),
    ]);
    expect(first).toEqual(alone);
    expect(second.every((probability) => probability < 0.5)).toBe(true);
  });

  test('finds the turns of a call where they are', async () => {
    const report = await evaluateVad(CALL, { kind });
    const { missRate, falseAlarmRate, onsetErrorMs, missedOnsets, joinedOnsets } = report.overall;
    expect(missRate).toBeLessThanOrEqual(0.03);
    expect(falseAlarmRate).toBeLessThanOrEqual(0.02);
    expect(onsetErrorMs.p95).toBeLessThanOrEqual(120);
    expect([missedOnsets, joinedOnsets]).toEqual([0, 0]);
  });

  test('opens no turn in noise', async () => {
    const policy = createEndpointPolicy({ minHangoverMs: 300, maxHangoverMs: 1_600 });
    for (const noise of [whiteNoise(20_000, -35), pinkNoise(20_000, -35), keyboardNoise(20_000, -12)]) {
      const events = await hear(toFrames(noise), {
        voiceDetector: detectors.create(),
        hangoverMs: policy.hangoverMs,
      });
      expect(events.filter(({ type }) => type !== 'speech-started' && type !== 'speech-discarded')).toEqual(
        [],
      );
    }
  });
});
