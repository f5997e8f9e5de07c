import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { PIPELINE_RATE_HZ } from '../../../engine/base/nouns.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { loadVoiceDetectors } from '../../../engine/vad/load-voice-detectors.ts';
import {
  bareLevel,
  bareNetwork,
  countTurns,
  resampleFromCapture,
} from '../../../scripts/bench/front-end-loads.ts';
import type { SoundLoad } from '../../../scripts/bench/sound-cost.ts';
import { pinkNoise } from '../../fakes/make-noise.ts';

const { signal } = new AbortController();
const NOISE = pinkNoise(3_000, -40);

test.each<readonly [string, () => SoundLoad | Promise<SoundLoad>]>([
  ['bare level', () => bareLevel],
  ['resampling', () => resampleFromCapture],
  ['bare network', bareNetwork],
])('%s says after each second that it is through', async (_, open) => {
  const load = await open();
  let secondCount = 0;
  await load(NOISE, () => (secondCount += 1));
  expect(secondCount).toBeGreaterThanOrEqual(NOISE.length / PIPELINE_RATE_HZ - 1);
  expect(secondCount).toBeLessThanOrEqual(NOISE.length / PIPELINE_RATE_HZ);
});

test('what is said is a turn, and noise is none', async () => {
  await using detectors = await loadVoiceDetectors({ kind: 'energy', log: silentLogger });
  const { samples } = await readSound(
    new URL('../../fixtures/samples/can-you-tell-me-about-yourself--en-us-m2-163.wav', import.meta.url)
      .pathname,
  );
  const spoken = new Int16Array(samples.length + 3 * PIPELINE_RATE_HZ);
  spoken.set(samples);
  let secondCount = 0;
  const count = (sound: Int16Array): Promise<number> =>
    countTurns(sound, detectors, signal, () => (secondCount += 1));
  expect(await count(spoken)).toBe(1);
  expect(secondCount).toBe(Math.ceil(spoken.length / PIPELINE_RATE_HZ));
  expect(await count(NOISE)).toBe(0);
});
