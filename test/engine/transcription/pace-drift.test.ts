import { expect, test } from 'vitest';
import { createPaceDrift } from '../../../engine/transcription/pace-drift.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** After how many passes of that pace, ten seconds apart, it is called out of date; undefined for none of thirty. */
async function passesUntilDrift(ratio: (index: number) => number, measured: number | undefined = 0.5) {
  const clock = new ManualClock();
  const drift = createPaceDrift(() => measured, clock);
  for (let index = 0; index < 30; index += 1) {
    if (drift.observe(ratio(index) * 0.5 * 3_000, 3_000)) return index + 1;
    await clock.advance(10_000);
  }
  return undefined;
}

test('ten passes in a row that take much longer than measured, or much less, are a drift', async () => {
  expect(await passesUntilDrift(() => 2.5)).toBe(10);
  expect(await passesUntilDrift(() => 0.4)).toBe(10);
});

test('what is near the measured pace is none, however long', async () => {
  expect(await passesUntilDrift(() => 1.2)).toBeUndefined();
  expect(await passesUntilDrift(() => 0.8)).toBeUndefined();
});

test('a pass in between starts the count again', async () => {
  expect(await passesUntilDrift((index) => (index === 5 ? 1 : 2.5))).toBe(16);
  expect(await passesUntilDrift((index) => (index % 2 === 0 ? 2.5 : 0.4))).toBeUndefined();
});

test('a burst of passes is none: a busy moment ends', async () => {
  const clock = new ManualClock();
  const drift = createPaceDrift(() => 0.5, clock);
  for (let index = 0; index < 100; index += 1) expect(drift.observe(5_000, 3_000)).toBe(false);
  await clock.advance(60_000);
  expect(drift.observe(5_000, 3_000)).toBe(true);
  // It is reported once.
  expect(drift.observe(5_000, 3_000)).toBe(false);
});

test('before anything was measured, and for a pass that computed nothing, there is no drift', async () => {
  const unmeasured = createPaceDrift(() => undefined, new ManualClock());
  const measured = createPaceDrift(() => 0.5, new ManualClock());
  for (let index = 0; index < 20; index += 1)
    expect([unmeasured.observe(9_999, 3_000), measured.observe(0, 3_000)]).toEqual([false, false]);
});
