import { expect, test } from 'vitest';
import type { Transcript } from '../../../engine/base/nouns.ts';
import { RecentTurns } from '../../../engine/listening/recent-turns.ts';

const endedAt = (endedAtMs: number): Transcript =>
  ({ turnId: `turn-${endedAtMs}`, endedAtMs }) as unknown as Transcript;
const idsOf = (turns: readonly Transcript[]): readonly number[] => turns.map(({ endedAtMs }) => endedAtMs);

test('what ended within the look-back is asked, in the order in which it ended', () => {
  const turns = new RecentTurns();
  for (const endedAtMs of [9_000, 3_000, 7_000]) turns.add(endedAt(endedAtMs));
  expect(idsOf(turns.before(10_000, 5_000))).toEqual([7_000, 9_000]);
  expect(idsOf(turns.within(10_000, 5_000))).toEqual([7_000, 9_000]);
  expect(idsOf(turns.within(10_000, 500))).toEqual([]);
});

test('when nothing did, the last turn is asked alone, unless it ended more than 30 s ago', () => {
  const turns = new RecentTurns();
  for (const endedAtMs of [1_000, 2_000]) turns.add(endedAt(endedAtMs));
  expect(idsOf(turns.before(31_000, 5_000))).toEqual([2_000]);
  expect(idsOf(turns.before(32_001, 5_000))).toEqual([]);
});
