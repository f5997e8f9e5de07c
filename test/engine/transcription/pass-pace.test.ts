import { expect, test } from 'vitest';
import { PassPace } from '../../../engine/transcription/pass-pace.ts';

test('before the first pass the measured pace counts, and short audio costs as much as the clip', () => {
  const pace = new PassPace(() => 0.2);
  expect(pace.expectedMs(6_000)).toBe(1_200);
  expect(pace.expectedMs(500)).toBe(600);
});

test('an unknown pace expects nothing until a pass was seen', () => {
  const pace = new PassPace(() => undefined);
  expect([pace.factor, pace.expectedMs(3_000)]).toEqual([0, 0]);
  pace.observe(900, 3_000);
  expect(pace.factor).toBeCloseTo(0.3, 10);
});

test('the newest pass counts for two fifths', () => {
  const pace = new PassPace(() => 0.1);
  pace.observe(600, 3_000);
  expect(pace.factor).toBeCloseTo(0.14, 10);
});

test('a recognizer that takes the same time for any audio is expected to take it again', () => {
  const pace = new PassPace(() => 0.2);
  pace.observe(600, 3_000);
  expect(pace.expectedMs(20_000)).toBe(600);
});

test('a machine is busy when passes take more than twice their time at rest, until that is forgotten', () => {
  const pace = new PassPace(() => 0.1);
  for (let passIndex = 0; passIndex < 8; passIndex += 1) pace.observe(900, 3_000);
  expect(pace.isBusy).toBe(true);
  pace.forget();
  expect([pace.isBusy, pace.factor]).toEqual([false, 0.1]);
});

test('a pass that computed nothing says nothing', () => {
  const pace = new PassPace(() => 0.1);
  pace.observe(0, 3_000);
  expect([pace.factor, pace.lastPassMs]).toEqual([0.1, 0]);
});
