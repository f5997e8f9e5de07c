import { expect, test } from 'vitest';
import { completenessByRules } from '../../../engine/question/completeness-rules.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';

const score = (text: string): number => completenessByRules(shapeOf(text));

test.each([
  'could you walk me through',
  'tell us more about',
  'what is the',
  'can you open my',
  'we use React and',
  'what do you',
  'the difference between',
  'what about',
])('%j cannot end here', (text) => {
  expect(score(text)).toBeLessThan(0.1);
});

test.each(['what is a hash map', 'how would you design a rate limiter', 'tell me about yourself', 'why'])(
  '%j may end here',
  (text) => {
    expect(score(text)).toBeGreaterThanOrEqual(0.7);
  },
);

test('a question mark ends a sentence, an ellipsis does not, whatever the words', () => {
  expect([score('what is the?'), score('I see a hash map…')]).toEqual([1, 0.1]);
});

test('a full stop, which recognizers set anywhere, makes an end only likelier', () => {
  expect(score('what is the.')).toBe(0.5);
  expect(score('we have a hash map.')).toBe(score('we have a hash map'));
});

test('no words are not an end, and words that say nothing may be one', () => {
  expect(score('')).toBe(0);
  expect([score('okay.'), score('okay')]).toEqual([0.9, 0.6]);
});

test('words that can stand at an end are not taken for its middle', () => {
  for (const text of ['can you explain that', 'can you show me this', 'I think so'])
    expect(score(text), text).toBeGreaterThan(0.5);
});
