import { expect, test } from 'vitest';
import { keywordRecall } from '../../../scripts/eval/keyword-recall.ts';

test('words count by their beginning, once each, and in any order', () => {
  expect(keywordRecall('Indexes speed up database lookups', 'A lookup in databases: indexing')).toBe(0.75);
  expect(keywordRecall('index index', 'index')).toBe(1);
});

test('short words and words that say nothing do not count', () => {
  expect(keywordRecall('They could use TCP with others', 'sockets')).toBe(0);
  expect(keywordRecall('use it with that', 'anything')).toBeNull();
  expect(keywordRecall('', '')).toBeNull();
});

test('other languages have keywords too', () => {
  expect(keywordRecall('Größere Häuser', 'große HÄUSER')).toBe(0.5);
});
