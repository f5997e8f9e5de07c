import { expect, test } from 'vitest';
import { estimateTokenCount } from '../../../../engine/answer/prompt/token-estimate.ts';

test('letters and blanks are counted by three, rounded up', () => {
  expect(['', 'a', 'abc', 'abcd', 'one two three'].map(estimateTokenCount)).toEqual([0, 1, 1, 2, 5]);
});

test('digits and signs count one by one, other scripts more than that', () => {
  expect([estimateTokenCount('2026'), estimateTokenCount('!?'), estimateTokenCount('日本')]).toEqual([
    4, 2, 3,
  ]);
});

test('it never undercounts English: a third more than four characters a token', () => {
  const text = 'The quick brown fox jumps over the lazy dog and runs away. '.repeat(20);
  expect(estimateTokenCount(text)).toBeGreaterThan(text.length / 4);
});
