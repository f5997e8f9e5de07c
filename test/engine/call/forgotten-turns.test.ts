import { expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { createTurnIds } from '../../../engine/base/turn-ids.ts';
import { createForgottenTurns } from '../../../engine/call/forgotten-turns.ts';

test('turns that began before are forgotten, later ones are not', () => {
  const nextTurnId = createTurnIds(systemClock);
  const forgotten = createForgottenTurns(nextTurnId);
  const before = Array.from({ length: 12 }, nextTurnId);
  expect(before.filter(forgotten.has)).toEqual([]);
  forgotten.forgetAll();
  const after = Array.from({ length: 12 }, nextTurnId);
  expect([...before, ...after].filter(forgotten.has)).toEqual(before);
});
