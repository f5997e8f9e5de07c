import { expect, test } from 'vitest';
import { createLockPause, type LockPause } from '../../electron/lock-pause.ts';

type Step = (pause: LockPause) => void;
const lock: Step = (pause) => pause.onLeft('locked');
const unlock: Step = (pause) => pause.onBack('locked');
const sleep: Step = (pause) => pause.onLeft('asleep');
const wake: Step = (pause) => pause.onBack('asleep');

test.each<[string, readonly Step[], boolean]>([
  ['locked, asleep, awake', [lock, sleep, wake], true],
  ['locked, asleep, awake, unlocked', [lock, sleep, wake, unlock], false],
  ['asleep, locked, awake', [sleep, lock, wake], true],
  ['asleep, locked, unlocked', [sleep, lock, unlock], true],
  ['asleep, locked, unlocked, awake', [sleep, lock, unlock, wake], false],
  ['locked twice, unlocked', [lock, lock, unlock], false],
])('%s', (_order, steps, isStillPaused) => {
  let isPaused = false;
  const pause = createLockPause({
    isToPause: () => !isPaused,
    setPaused: (isWanted) => (isPaused = isWanted),
  });
  for (const step of steps) step(pause);
  expect(isPaused).toBe(isStillPaused);
});

test('what the user paused before stays paused', () => {
  let isPaused = true;
  const pause = createLockPause({
    isToPause: () => !isPaused,
    setPaused: (isWanted) => (isPaused = isWanted),
  });
  for (const step of [lock, sleep, wake, unlock]) step(pause);
  expect(isPaused).toBe(true);
});
