import { expect, test } from 'vitest';
import { judgeSoak } from '../../../scripts/soak/judge-soak.ts';
import type { SoakReading } from '../../../scripts/soak/soak-engine.ts';

const MIB_BYTES = 1_024 * 1_024;

/** Ten minutes, a reading every 15 s. */
function readingsOf(at: (minutes: number) => Partial<SoakReading>): readonly SoakReading[] {
  return Array.from({ length: 41 }, (_, index) => ({
    atMs: index * 15_000,
    heapBytes: 30 * MIB_BYTES,
    residentBytes: 120 * MIB_BYTES,
    handleCount: 40,
    callCount: index,
    transcriptCount: index,
    answerCount: index,
    brokenAnswerCount: 0,
    speechProcessId: 1,
    ...at(index / 4),
  }));
}

test('memory and handles that stay as they are break no limit, nor does the growth of the warm-up', () => {
  const flat = readingsOf((minutes) => ({
    heapBytes: (minutes < 2 ? 10 + 10 * minutes : 30 + (minutes % 0.5)) * MIB_BYTES,
  }));
  const verdict = judgeSoak(flat, 0);
  expect(verdict.broken).toEqual([]);
  expect(Math.abs(verdict.heap.grownMib)).toBeLessThan(0.5);
});

test.each([
  ['heap', (minutes: number) => ({ heapBytes: (30 + minutes) * MIB_BYTES })],
  ['resident memory', (minutes: number) => ({ residentBytes: (100 + 6 * minutes) * MIB_BYTES })],
  ['handles', (minutes: number) => ({ handleCount: 40 + Math.floor(minutes) })],
  ['work', () => ({ answerCount: 0 })],
] as const)('%s that gets out of hand is named', (name, at) => {
  expect(judgeSoak(readingsOf(at), 0).broken).toEqual([name]);
});

test('the slope is that of an hour', () => {
  const { heap } = judgeSoak(
    readingsOf((minutes) => ({ heapBytes: (30 + minutes) * MIB_BYTES })),
    0,
  );
  expect(heap.slopeMibPerHour).toBeCloseTo(60, 6);
});

test('an engine that failed, and a run that was too short to tell anything, break a limit', () => {
  expect(
    judgeSoak(
      readingsOf(() => ({})),
      1,
    ).broken,
  ).toEqual(['engine failures']);
  expect(judgeSoak([], 0).broken).toEqual(['readings', 'work']);
});
