import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AudioFrame } from '../../../engine/base/nouns.ts';
import { measureDbfs } from '../../../engine/capture/level-meter.ts';
import { cancelEcho } from '../../../engine/echo/cancel-echo.ts';
import { createEchoEvidence } from '../../../engine/echo/echo-evidence.ts';
import { createReferenceSound, createTimeline } from '../../../engine/echo/reference-sound.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { leakSound, type Leak } from '../../../scripts/eval/leak-sound.ts';
import { createAudioClock } from '../../../scripts/eval/hear-file.ts';

const FRAME_SAMPLES = 320;
const RATE_HZ = 16_000;
const SAMPLES = path.join(import.meta.dirname, '../../fixtures/samples');
const [theirs, mine] = await Promise.all(
  [
    'what-is-the-difference-between-a-process--en-us-m6-158.wav',
    'can-you-tell-me-about-yourself--en-us-m2-163.wav',
  ].map(async (name) => (await readSound(path.join(SAMPLES, name))).samples),
);

/** The other side speaks three times; the user once, after them, and once more over them. */
const spokenFrom = { them: [0, 6, 12], me: [4, 12.5] };
const LENGTH_SAMPLES = 17 * RATE_HZ;
const them = place(theirs ?? new Int16Array(), spokenFrom.them);
const me = place(mine ?? new Int16Array(), spokenFrom.me);
const overlap = [12.5, 15] as const;
const echoAlone = [6.5, 8.5] as const;

describe.each<[string, Leak]>([
  ['loud and late', { gainDb: -6, delayMs: 150 }],
  ['soft', { gainDb: -25, delayMs: 40 }],
  ['captured before the reference', { gainDb: -15, delayMs: -50 }],
])('an echo that is %s', (_name, leak) => {
  test('is taken out, and the user is left as they are, also while both speak', async () => {
    const { heard, evidence } = await cancel(leakSound(me, them, leak));
    expect(evidence.isEchoSeen).toBe(true);
    expect(levelOf(heard, echoAlone)).toBeLessThan(levelOf(leakSound(me, them, leak), echoAlone) - 9);
    const difference = heard.map((sample, index) => sample - (me[index] ?? 0));
    expect(levelOf(difference, overlap)).toBeLessThan(levelOf(me, overlap) - 8);
    expect(evidence.echoRatio(6_500, 8_500)).toBeGreaterThan(0.8);
    expect(evidence.echoRatio(4_000, 5_500)).toBeLessThan(0.2);
  });
});

test('with headphones every frame passes at once and untouched', async () => {
  const { heard, evidence, worstDelaySamples } = await cancel(me);
  expect(heard).toEqual(me);
  expect(worstDelaySamples).toBe(0);
  expect(evidence).toMatchObject({ isEchoSeen: false, isClear: true, reductionDb: undefined });
});

test('a microphone that loses sound keeps its positions, and the echo after the gap is still known', async () => {
  const leaked = leakSound(me, them, { gainDb: -12, delayMs: 60 });
  const gap = [6 * RATE_HZ, 6.4 * RATE_HZ] as const;
  const { heard } = await cancel(leaked, (frame) => frame < gap[0] || frame >= gap[1]);
  expect(levelOf(heard, [6, 6.4])).toBe(-100);
  expect(levelOf(heard, [6.6, 8.5])).toBeLessThan(levelOf(leaked, [6.6, 8.5]) - 15);
});

test('a reference that stays away is waited for no longer than 0.4 s', async () => {
  const { heard, worstDelaySamples } = await cancel(
    leakSound(me, them, { gainDb: -12, delayMs: 60 }),
    () => true,
    10 * RATE_HZ,
  );
  expect(heard.length).toBe(LENGTH_SAMPLES);
  expect(worstDelaySamples).toBeLessThanOrEqual(0.45 * RATE_HZ);
  expect(levelOf(heard, [12.5, 15])).toBeGreaterThan(-40);
});

/** Both channels in real time; what comes out of the microphone's, each stretch at its position. */
async function cancel(
  microphone: Int16Array,
  arrives: (startSamples: number) => boolean = () => true,
  referenceEndSamples = Number.POSITIVE_INFINITY,
) {
  const clock = createAudioClock();
  const reference = createReferenceSound(clock);
  const evidence = createEchoEvidence();
  async function* frames(): AsyncGenerator<AudioFrame, void, undefined> {
    for (let start = 0; start < microphone.length; start += FRAME_SAMPLES) {
      const cut = (samples: Int16Array) => samples.subarray(start, start + FRAME_SAMPLES);
      clock.heardMs = ((start + FRAME_SAMPLES) * 1_000) / RATE_HZ;
      if (start < referenceEndSamples)
        reference.observe({ channel: 'them', startSamples: start, samples: cut(them) });
      if (arrives(start)) yield { channel: 'me', startSamples: start, samples: cut(microphone) };
    }
  }
  const heard = new Int16Array(microphone.length);
  let worstDelaySamples = 0;
  let endSamples = 0;
  for await (const { startSamples, samples } of cancelEcho(frames(), {
    reference,
    evidence,
    timeline: createTimeline(clock),
  })) {
    expect(startSamples).toBeGreaterThanOrEqual(endSamples);
    endSamples = startSamples + samples.length;
    heard.set(samples, startSamples);
    worstDelaySamples = Math.max(worstDelaySamples, (clock.heardMs * RATE_HZ) / 1_000 - endSamples);
  }
  expect(endSamples).toBe(microphone.length);
  return { heard, evidence, worstDelaySamples };
}

function place(sound: Int16Array, atSeconds: readonly number[]): Int16Array {
  const placed = new Int16Array(LENGTH_SAMPLES);
  for (const second of atSeconds)
    placed.set(sound.subarray(0, LENGTH_SAMPLES - second * RATE_HZ), second * RATE_HZ);
  return placed;
}

function levelOf(samples: Int16Array, [from, to]: readonly [number, number]): number {
  return measureDbfs(samples.subarray(from * RATE_HZ, to * RATE_HZ));
}
