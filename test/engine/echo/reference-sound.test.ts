import { expect, test } from 'vitest';
import { createReferenceSound, createTimeline } from '../../../engine/echo/reference-sound.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const FRAME_SAMPLES = 320;
const FRAME_MS = 20;

const frameOf = (startSamples: number, value = 0x4000) => ({
  channel: 'them' as const,
  startSamples,
  samples: new Int16Array(FRAME_SAMPLES).fill(value),
});

/** A reference whose clock is at the end of its first frame. */
async function stage() {
  const clock = new ManualClock();
  await clock.advance(FRAME_MS);
  const reference = createReferenceSound(clock);
  /** The frame of that number arrives `delayMs` late. */
  const arrive = async (index: number, delayMs = 0, value?: number): Promise<void> => {
    const dueMs = (index + 1) * FRAME_MS + delayMs;
    await clock.advance(Math.max(0, dueMs - clock.nowMs()));
    reference.observe(frameOf(index * FRAME_SAMPLES, value));
  };
  const read = (startSamples: number, lengthSamples: number) => {
    const block = new Float64Array(lengthSamples);
    return { power: reference.read(startSamples, block), block: [...block] };
  };
  return { reference, arrive, read };
}

test('sound is found where it was played, on the engine’s clock, and its power is reported', async () => {
  const { reference, arrive, read } = await stage();
  await arrive(0);
  await arrive(1, 0, -0x4000);
  expect(reference.endSamples).toBe(2 * FRAME_SAMPLES);
  expect(read(FRAME_SAMPLES - 1, 2)).toEqual({ power: 0.25, block: [0.5, -0.5] });
});

test('what has not arrived yet, and what was before, is silence', async () => {
  const { arrive, read } = await stage();
  await arrive(0);
  expect(read(FRAME_SAMPLES - 1, 2).block).toEqual([0.5, 0]);
  expect(read(-1, 2).block).toEqual([0, 0.5]);
});

test('sound that was lost is silence, also where older sound stood in the memory', async () => {
  const { arrive, read } = await stage();
  for (let index = 0; index < 210; index += 1) await arrive(index);
  await arrive(215);
  expect(read(212 * FRAME_SAMPLES, 1).block).toEqual([0]);
  expect(read(215 * FRAME_SAMPLES, 1).block).toEqual([0.5]);
  await arrive(1_000);
  expect(read(999 * FRAME_SAMPLES, 1).block).toEqual([0]);
});

test('four seconds are remembered', async () => {
  const { arrive, read } = await stage();
  for (let index = 0; index < 210; index += 1) await arrive(index);
  expect([read(9 * FRAME_SAMPLES, 1).block, read(10 * FRAME_SAMPLES, 1).block]).toEqual([[0], [0.5]]);
});

test('the frame with the least delay shows when a channel began, and late ones do not move it', async () => {
  const clock = new ManualClock();
  const timeline = createTimeline(clock);
  await clock.advance(600);
  /** Where a frame lies, in ms after its own start, whose channel seems to have begun so long after the clock. */
  const beganAtMs = (seemsMs: number): number => {
    const startSamples = (clock.nowMs() - seemsMs) * 16 - FRAME_SAMPLES;
    return (timeline.observe(frameOf(startSamples)) - startSamples) / 16;
  };
  expect([80, 500, 80].map(beganAtMs)).toEqual([80, 80, 80]);
  // 30 ms earlier than thought is the spread of a busy machine; over 50 ms is not.
  expect([50, 20, 80].map(beganAtMs)).toEqual([80, 20, 20]);
});
