import { expect, test } from 'vitest';
import { PassPace } from '../../../engine/transcription/pass-pace.ts';
import { createPressureGauge } from '../../../engine/transcription/transcript-pressure.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

function stage(options: { readonly factor?: number; readonly hasSmaller?: boolean } = {}) {
  const { factor = 0.1, hasSmaller = false } = options;
  const clock = new ManualClock();
  const chosenPace = new PassPace(() => factor);
  const levels: string[] = [];
  const gauge = createPressureGauge({
    clock,
    chosenPace,
    smallerPace: new PassPace(() => undefined),
    hasSmaller,
    onPressure: ({ level }) => levels.push(level),
  });
  return { clock, gauge, levels, chosenPace };
}

test('two turns that wait leave no time for partial passes, until they are through', () => {
  const { gauge, levels } = stage();
  gauge.noteWaiting(1);
  expect([levels, gauge.allowsPartials]).toEqual([[], true]);
  gauge.noteWaiting(2);
  expect([levels, gauge.allowsPartials]).toEqual([['finals-only'], false]);
  gauge.noteWaiting(0);
  expect([levels, gauge.allowsPartials]).toEqual([['finals-only', 'none'], true]);
});

test('a level is left only when the pace is clearly better than its bound', () => {
  const { gauge, levels, chosenPace } = stage({ factor: 0.31 });
  gauge.noteWaiting(0);
  for (const computeMs of [870, 870, 870]) {
    chosenPace.observe(computeMs, 3_000);
    gauge.noteWaiting(0);
  }
  expect(levels).toEqual(['finals-only']);
  for (let passIndex = 0; passIndex < 6; passIndex += 1) chosenPace.observe(300, 3_000);
  gauge.noteWaiting(0);
  expect(levels).toEqual(['finals-only', 'none']);
});

test('the smaller model takes over under strain, and stays for a minute after it', async () => {
  const { clock, gauge, levels } = stage({ hasSmaller: true });
  gauge.noteWaiting(4);
  expect([gauge.usesSmaller, levels]).toEqual([true, ['smaller-model']]);
  gauge.noteWaiting(0);
  await clock.advance(59_000);
  gauge.noteWaiting(0);
  expect(gauge.usesSmaller).toBe(true);
  await clock.advance(1_000);
  gauge.noteWaiting(0);
  expect(gauge.usesSmaller).toBe(false);
});

test('strain right after the smaller model was given up keeps it twice as long', async () => {
  const { clock, gauge } = stage({ hasSmaller: true });
  gauge.noteWaiting(4);
  await clock.advance(60_000);
  gauge.noteWaiting(0);
  gauge.noteWaiting(4);
  gauge.noteWaiting(0);
  await clock.advance(119_000);
  gauge.noteWaiting(0);
  expect(gauge.usesSmaller).toBe(true);
});

test('late turns come before everything but a loss, which is reported for a minute', async () => {
  const { clock, gauge, levels } = stage();
  gauge.noteLate(1);
  gauge.noteLost();
  gauge.noteLate(0);
  await clock.advance(60_000);
  gauge.noteWaiting(0);
  expect(levels).toEqual(['late', 'losing', 'none']);
});
