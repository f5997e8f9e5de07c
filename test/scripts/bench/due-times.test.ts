import { expect, test } from 'vitest';
import { DueTimes } from '../../../scripts/bench/due-times.ts';

test('a first bullet is timed from the moment at which its question was due', () => {
  const times = new DueTimes();
  times.ask('What is TCP?', 1_000_000n);
  times.ask('What is UDP?', 3_000_000n);
  times.detect('turn-2', 'What is UDP?');
  times.detect('turn-1', 'What is TCP?');
  expect(
    times.waitsOf([
      ['turn-1', '2500000'],
      ['turn-2', '9007199254740993'],
    ]),
  ).toEqual([1.5, 9_007_199_251.740993]);
});

test('questions of one wording are told apart by their order', () => {
  const times = new DueTimes();
  for (const dueNs of [0n, 1_000_000n, 2_000_000n]) times.ask('Why?', dueNs);
  for (const turnId of ['a', 'b', 'c']) times.detect(turnId, 'Why?');
  const arrivals = ['a', 'b', 'c'].map((turnId) => [turnId, '5000000'] as const);
  expect(times.waitsOf(arrivals)).toEqual([5, 4, 3]);
});

test('turns of other questions are not counted', () => {
  const times = new DueTimes();
  times.ask('Why?', 0n);
  times.detect('a', 'Why?');
  times.detect('b', 'Why?');
  times.detect('c', 'How?');
  expect(['a', 'b', 'c'].map((turnId) => times.knows(turnId))).toEqual([true, false, false]);
  expect(times.waitsOf([['c', '1000000']])).toEqual([]);
});
