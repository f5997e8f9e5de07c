import { expect, test } from 'vitest';
import { completenessFeaturesOf } from '../../../engine/question/completeness-features.ts';
import { SPARSE_END_SLOT_COUNT } from '../../../engine/question/feature-hash.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';

const features = (text: string): readonly number[] =>
  completenessFeaturesOf(shapeOf(text)).toSorted((a, b) => a - b);

/** Share of the slots of one text that the other has as well. */
function overlap(one: string, other: string): number {
  const known = new Set(features(other));
  const mine = features(one);
  return mine.filter((slot) => known.has(slot)).length / mine.length;
}

test('every slot is within the weights, and none comes twice', () => {
  for (const text of ['', 'And', 'So what do you think about the plan that we made while']) {
    const slots = features(text);
    expect(new Set(slots).size).toBe(slots.length);
    expect(slots.filter((slot) => slot < 0 || slot >= SPARSE_END_SLOT_COUNT)).toEqual([]);
  }
});

test('what a sentence ends with weighs most: its last words are told apart, those long before are not', () => {
  const whole = 'we moved all of the data to the new cluster over the weekend';
  expect(overlap(whole, whole.replace('data', 'logs'))).toBe(1);
  expect(overlap(whole, whole.replace('weekend', 'and'))).toBeLessThan(0.6);
});

test('how far the last clause has come is seen', () => {
  expect(features('we all wait in the big hall because now it rains there')).not.toEqual(
    features('we all wait in the hall because right now it rains there'),
  );
});

test('a mark at the end says nothing', () => {
  expect(features('Where is it?')).toEqual(features('Where is it.'));
});
