import { expect, test } from 'vitest';
import { DENSE_FEATURES, denseFeaturesOf } from '../../../engine/question/dense-features.ts';
import type { Utterance } from '../../../engine/question/question-detector.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';

/** The features of an utterance by name. */
function featuresOf(text: string, previous: Utterance['previous'] = []): Readonly<Record<string, number>> {
  const values = denseFeaturesOf({ text, channel: 'them', isPartial: false, previous }, shapeOf(text));
  return Object.fromEntries(DENSE_FEATURES.map(({ name }, index) => [name, values[index] ?? NaN]));
}

function some(text: string, names: readonly string[], previous: Utterance['previous'] = []) {
  const features = featuresOf(text, previous);
  return names.map((name) => features[name]);
}

test.each([
  { title: 'nothing', text: '' },
  { title: 'a sound', text: 'Mhm.' },
  { title: 'stutter', text: 'So, um, what is the plan for the the rollout?' },
  { title: 'a long turn', text: 'word '.repeat(200) },
])('$title has one finite value for each name', ({ text }) => {
  const values = denseFeaturesOf({ text, channel: 'me', isPartial: true, previous: [] }, shapeOf(text));
  expect(values).toHaveLength(DENSE_FEATURES.length);
  expect(values.filter((value) => !Number.isFinite(value))).toEqual([]);
});

test('every name belongs to one feature, and the groups follow each other', () => {
  expect(new Set(DENSE_FEATURES.map(({ name }) => name)).size).toBe(DENSE_FEATURES.length);
  const groups = DENSE_FEATURES.map(({ group }) => group);
  expect(groups.filter((group, index) => group !== groups[index - 1])).toEqual(['rules', 'shape', 'turn']);
});

test('exactly one opening is set', () => {
  const features = featuresOf('Where is the office?');
  const openings = Object.entries(features).filter(
    ([name, value]) => name.startsWith('opening ') && value === 1,
  );
  expect(openings).toEqual([['opening wh-inverted', 1]]);
});

test('a mark at the end counts for nothing: recognizers set it at random', () => {
  expect(featuresOf('You live here?')).toEqual(featuresOf('You live here.'));
});

test('positions count from the start and from the end; what is absent stands at 30', () => {
  const names = ['shape first wh', 'shape last wh from end', 'shape first you', 'shape late copula'];
  expect(some('Where do you live now?', names)).toEqual([0, 5, 2, 30]);
  expect(some('We live here.', names)).toEqual([30, 30, 30, 30]);
  expect(some(`${'word '.repeat(60)}what`, ['shape first wh'])).toEqual([30]);
});

test('an inversion with nothing after it is cut short', () => {
  expect(some('What did you', ['shape inversion cut short'])).toEqual([1]);
  expect(some('What did you change?', ['shape inversion cut short'])).toEqual([0]);
});

test('an utterance that opens the call has no turn before it', () => {
  const names = ['turn has previous', 'turn previous words', 'turn previous completeness', 'turn mean words'];
  expect(some('Where is it?', names)).toEqual([0, -1, 1, 0]);
});

test('the newest turn comes first, with who spoke it and the words it shares', () => {
  const previous = [
    { text: 'We moved.', channel: 'me' },
    { text: 'The office moved to Berlin.', channel: 'them' },
  ] as const;
  const names = ['same speaker', 'second same speaker', 'same speaker run', 'other spoke', 'previous words'];
  expect(
    some(
      'Where is the office?',
      names.map((name) => `turn ${name}`),
      previous,
    ),
  ).toEqual([1, 0, 1, 1, 5]);
  expect(some('Where is the office?', ['turn overlap', 'turn short turns'], previous)).toEqual([0.5, 1]);
  const alone = ['turn same speaker run', 'turn other spoke'];
  expect(some('Where is the office?', alone, [previous[1]])).toEqual([1, 0]);
});

test('the facts of an earlier turn are the same however many turns came since', () => {
  const previous = [{ text: 'What did you change?', channel: 'me' }] as const;
  const before = featuresOf('The cache.', previous);
  for (let index = 0; index < 70; index += 1)
    featuresOf('The cache.', [{ text: `Turn number ${index}`, channel: 'me' }]);
  expect(featuresOf('The cache.', previous)).toEqual(before);
  expect(before['turn previous by other probability']).toBeGreaterThan(0.5);
});
