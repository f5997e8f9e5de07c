import { expect, test } from 'vitest';
import { hashOf, mixed, slotOf, SPARSE_SLOT_COUNT } from '../../../engine/question/feature-hash.ts';

test('the hash is FNV-1a: trained weights depend on it', () => {
  expect([hashOf('') >>> 0, hashOf('a') >>> 0, hashOf('foobar') >>> 0]).toEqual([
    0x811c9dc5, 0xe40c292c, 0xbf9cf968,
  ]);
});

test('in a chain from a seed the order counts', () => {
  const [seed, one, two] = [hashOf('bigram'), hashOf('what'), hashOf('is')];
  expect(mixed(mixed(seed, one), two)).not.toBe(mixed(mixed(seed, two), one));
});

test('a mixture is neither of its parts, and its own number for each pair', () => {
  const [one, two, three] = [hashOf('what'), hashOf('is'), hashOf('this')];
  expect(new Set([one, two, three, mixed(one, two), mixed(one, three), mixed(two, three)]).size).toBe(6);
});

test('every slot is within the table, and words fall into different ones', () => {
  const slots = Array.from({ length: 1_000 }, (_, index) =>
    slotOf(hashOf(`word ${index}`), SPARSE_SLOT_COUNT),
  );
  expect(slots.every((slot) => slot >= 0 && slot < SPARSE_SLOT_COUNT)).toBe(true);
  expect(new Set(slots).size).toBeGreaterThan(980);
});
