import path from 'node:path';
import { expect } from 'vitest';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { bestCorrelation, envelope } from '../../fakes/sound-envelope.ts';

export const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');
export const SPOKEN = path.join(FIXTURES, 'samples/can-you-tell-me-about-yourself--en-us-m2-163.wav');

/** The file sounds like the WAV it was made of, from beginning to end. */
export async function expectSpoken(file: string): Promise<void> {
  const [{ samples }, spoken] = await Promise.all([readSound(file), readSound(SPOKEN)]);
  expect(Math.abs(samples.length - spoken.samples.length)).toBeLessThan(1_600);
  expect(bestCorrelation(envelope(samples), envelope(spoken.samples).slice(5, -5))).toBeGreaterThan(0.98);
}
