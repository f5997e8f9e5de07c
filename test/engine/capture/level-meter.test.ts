import { expect, test } from 'vitest';
import { createLevelMeter, SILENCE_DBFS } from '../../../engine/capture/level-meter.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

function frame(amplitude: number): { channel: 'me'; startSamples: number; samples: Int16Array } {
  const samples = Int16Array.from({ length: 320 }, (_, index) => (index % 2 === 0 ? amplitude : -amplitude));
  return { channel: 'me', startSamples: 0, samples };
}

test('reads silence before anything was heard, and how long that is', async () => {
  const clock = new ManualClock();
  const meter = createLevelMeter(clock);
  await clock.advance(700);
  expect(meter.read()).toEqual({
    levelDbfs: SILENCE_DBFS,
    noiseFloorDbfs: SILENCE_DBFS,
    clippedRatio: 0,
    lastFrameAgeMs: 700,
  });
});

test('shows a loud frame at once and falls slowly after it', () => {
  const meter = createLevelMeter(new ManualClock());
  meter.observe(frame(0x4000));
  expect(meter.read().levelDbfs).toBeCloseTo(-6.02, 1);
  meter.observe(frame(0));
  expect(meter.read().levelDbfs).toBeLessThan(-6.02);
  expect(meter.read().levelDbfs).toBeGreaterThan(-20);
});

test('never reads below silence', () => {
  const meter = createLevelMeter(new ManualClock());
  for (let index = 0; index < 1_000; index += 1) meter.observe(frame(0));
  expect(meter.read().levelDbfs).toBeCloseTo(SILENCE_DBFS, 6);
});

test('learns the noise floor from the pauses and keeps it while somebody speaks', () => {
  const meter = createLevelMeter(new ManualClock());
  for (let index = 0; index < 100; index += 1) meter.observe(frame(0x20));
  const quietDbfs = meter.read().noiseFloorDbfs;
  expect(quietDbfs).toBeCloseTo(-60.2, 1);
  for (let index = 0; index < 100; index += 1) meter.observe(frame(0x2000));
  expect(meter.read().noiseFloorDbfs - quietDbfs).toBeLessThan(4);
});

test('reports how old the last frame is', async () => {
  const clock = new ManualClock();
  const meter = createLevelMeter(clock);
  await clock.advance(500);
  meter.observe(frame(1));
  await clock.advance(30);
  expect(meter.read().lastFrameAgeMs).toBe(30);
});
