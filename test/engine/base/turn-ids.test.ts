import { expect, test, vi } from 'vitest';
import { createTurnIds, turnIndexOf } from '../../../engine/base/turn-ids.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

test('ids of turns count up within a run, and no other run has them', async () => {
  const clock = new ManualClock();
  const first = createTurnIds(clock);
  const ids = [first(), first(), first()];
  await clock.advance(1);
  const second = createTurnIds(clock);
  ids.push(second(), first());
  expect(ids.map(turnIndexOf)).toEqual([1, 2, 3, 1, 4]);
  expect(new Set(ids).size).toBe(5);
});

test('a wall clock with fractions of a millisecond gives plain ids', () => {
  const clock = new ManualClock();
  vi.spyOn(clock, 'wallMs').mockReturnValue(1_700_000_000_000.75);
  const nextId = createTurnIds(clock);
  expect(nextId()).toBe(`${(1_700_000_000_000).toString(36)}-1`);
});
