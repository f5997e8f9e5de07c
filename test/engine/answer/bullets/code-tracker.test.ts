import { expect, test } from 'vitest';
import { createCodeTracker } from '../../../../engine/answer/bullets/code-tracker.ts';

const isInside = (...pieces: readonly string[]): boolean => {
  const tracker = createCodeTracker();
  for (const piece of pieces) tracker.note(piece);
  return tracker.isInside;
};

test.each([
  ['Use `npm', true],
  ['Use `npm`', false],
  ['Use `npm` or `yarn', true],
  ['Use `npm\nNext line', false],
  ['```js\nconst a = 1\n', true],
  ['```js\nconst a = 1\n```\n', false],
  ['``a ` b', true],
  ['``a ` b``', false],
])('%j ends inside code: %s', (text, expected) => {
  expect(isInside(text)).toBe(expected);
  // However it is cut into tokens.
  expect(isInside(...text.split(''))).toBe(expected);
});

test('a reset leaves the code, forgetting also the text', () => {
  const tracker = createCodeTracker();
  tracker.note('`a');
  tracker.reset();
  expect([tracker.isInside, tracker.hasText]).toEqual([false, true]);
  tracker.forget();
  expect(tracker.hasText).toBe(false);
});

test('a blank counts only in the middle of a line', () => {
  const tracker = createCodeTracker();
  tracker.note(' ');
  expect(tracker.isAfterBlank).toBe(false);
  tracker.note('word ');
  expect(tracker.isAfterBlank).toBe(true);
});
