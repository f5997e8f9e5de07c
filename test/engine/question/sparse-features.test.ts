import { expect, test } from 'vitest';
import { SPARSE_SLOT_COUNT } from '../../../engine/question/feature-hash.ts';
import type { Utterance } from '../../../engine/question/question-detector.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';
import {
  SPARSE_GROUPS,
  sparseFeaturesOf,
  type SparseGroup,
} from '../../../engine/question/sparse-features.ts';

const slots = (
  text: string,
  group: SparseGroup,
  more: Partial<Pick<Utterance, 'previous' | 'channel'>> = {},
): ReadonlySet<number> =>
  new Set(
    sparseFeaturesOf(
      { text, channel: 'them', isPartial: false, previous: [], ...more },
      shapeOf(text),
      new Set([group]),
    ),
  );

test('every slot is within the weights, and none comes twice', () => {
  const text = 'So where where where do you live, and why?';
  const all = sparseFeaturesOf({ text, channel: 'me', isPartial: false, previous: [] }, shapeOf(text));
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((slot) => slot < 0 || slot >= SPARSE_SLOT_COUNT)).toEqual([]);
});

test('all groups together are what each gives alone', () => {
  const text = 'What is a hash map?';
  const all = sparseFeaturesOf({ text, channel: 'me', isPartial: false, previous: [] }, shapeOf(text));
  const single = SPARSE_GROUPS.flatMap((group) => [...slots(text, group)]);
  expect(new Set(all)).toEqual(new Set(single));
});

test.each<[SparseGroup, string, string]>([
  ['words', 'we use queues', 'queues use we'],
  ['start', 'where we live now', 'when we live now'],
  ['end', 'we live here now', 'we live here then'],
  ['skeleton', 'where do you live', 'you do live where'],
])('the group "%s" tells "%s" from "%s"', (group, one, other) => {
  expect(slots(one, group)).not.toEqual(slots(other, group));
});

test('the skeleton sees classes of words, not the words', () => {
  expect(slots('what is a lemon', 'skeleton')).toEqual(slots('what is a melon', 'skeleton'));
});

test('the turn before counts by its words and by who said it', () => {
  const mine = [{ text: 'It costs ten pounds.', channel: 'me' }] as const;
  const theirs = [{ text: 'It costs ten pounds.', channel: 'them' }] as const;
  const other = [{ text: 'We ship on Friday.', channel: 'me' }] as const;
  const turns = [[], mine, theirs, other].map((previous) =>
    [...slots('Why?', 'turn', { previous })].toSorted((a, b) => a - b).join(),
  );
  expect(new Set(turns).size).toBe(4);
});

test('of a very long utterance only the two ends are read', () => {
  const start = 'alpha '.repeat(24);
  const end = ' omega'.repeat(24);
  const features = (middle: string) => slots(`${start}${middle}${end}`, 'words');
  expect(features('one two three')).toEqual(features('four five six seven'));
  expect(features('one')).not.toEqual(slots(`beta ${start}one${end}`, 'words'));
});
