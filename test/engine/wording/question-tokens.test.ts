import { expect, test } from 'vitest';
import { questionTokens } from '../../../engine/wording/question-tokens.ts';

test.each([
  { title: 'contractions are opened', said: 'What’s it worth?', tokens: 'what is it worth' },
  { title: 'so are those without a mark', said: 'whats a cache', tokens: 'what is cache' },
  { title: 'the subject comes before "not"', said: 'Why don’t you ship?', tokens: 'why do you not ship' },
  { title: 'stutter is said once', said: 'What what is it?', tokens: 'what is it' },
  {
    title: 'a doubled word with content stays',
    said: 'Is it very very fast?',
    tokens: 'is it very very fast',
  },
  { title: 'sounds without content go', said: 'Um, please, what is it?', tokens: 'what is it' },
  { title: 'millimetres stay', said: 'Is it 5 mm?', tokens: 'is it 5 mm' },
  { title: 'numbers are digits', said: 'twenty five percent of 1,200', tokens: '25 percent of 1200' },
  { title: 'decimals stay whole', said: 'version 3.5', tokens: 'version 3.5' },
  { title: 'powers are written out', said: 'What is x²?', tokens: 'what is x ^ 2' },
  { title: 'signs in names are spelled', said: 'C# and C++ on Node.js', tokens: 'csharp and cpp on node' },
  { title: 'slips of recognizers are corrected', said: 'cooper netties', tokens: 'kubernetes' },
  { title: 'spelled letters are joined', said: 'the A W S bill', tokens: 'aws bill' },
  { title: 'British is American', said: 'optimise the colour', tokens: 'optimize color' },
  { title: 'a torn name is joined', said: 'an droid', tokens: 'android' },
  { title: 'nothing has no words', said: ' … ', tokens: '' },
])('$title', ({ said, tokens }) => {
  expect(questionTokens(said).join(' ')).toBe(tokens);
});

test('singular and plural are one, but not in what is meant by "the"', () => {
  expect(questionTokens('contract terms')).toEqual(['contract', 'term']);
  expect(questionTokens('the contract terms')).toEqual(['contract', 'terms']);
  expect(questionTokens('the benefits of queues')).toEqual(['benefit', 'of', 'queue']);
});

test('what only ends like a plural keeps its end', () => {
  expect(questionTokens('bus class analysis companies boxes')).toEqual([
    'bus',
    'class',
    'analysis',
    'company',
    'box',
  ]);
});

test('behind "does" the last word is a verb, whatever stands before it', () => {
  expect(questionTokens('does your pricing works')).toEqual(['does', 'your', 'pricing', 'work']);
});

test('a function word behind an article is a name', () => {
  expect(questionTokens('a for loop in the US')).toEqual(['=for', 'loop', 'in', '=us']);
});

test('no more than 80 words are compared', () => {
  expect(questionTokens('word '.repeat(200))).toHaveLength(80);
});
