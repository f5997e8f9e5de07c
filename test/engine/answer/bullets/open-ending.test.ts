import { expect, test } from 'vitest';
import { fitBullets } from '../../../../engine/answer/bullets/bullet-length.ts';
import { closedBullet, withoutRounds } from '../../../../engine/answer/bullets/open-ending.ts';

test.each([
  [
    'A feature flag can be set to enable a feature, but only',
    'A feature flag can be set to enable a feature',
  ],
  ['Use a cache for hot data and', 'Use a cache for hot data'],
  ['Schedule meetings that everyone can join, even', 'Schedule meetings that everyone can join'],
  ['It scales to many users because', 'It scales to many users'],
  ['A dependency injection is good for', ''],
  ['In the context of HTTP, idempotent means', ''],
  ['Stored in the', ''],
  ['We agreed that the deadline is', ''],
  ['Die Daten liegen auf einem', ''],
])('"%s" breaks off', (bullet, closed) => {
  expect(closedBullet(bullet)).toBe(closed);
});

test.each([
  'Know who you report to',
  'Name the tools you work with',
  'Give them a number they can plan with',
  'Ask what your goals are',
  'There is nothing to look for',
  'Index the columns that slow queries filter, join and sort by',
  'Threads are cheaper to create and to switch between',
  'Let the users log in',
  'Choose the second one, option A',
  'Write SELECT name FROM users WHERE',
  'Use let x = a',
  'Plan a',
])('"%s" is whole', (bullet) => {
  expect(closedBullet(bullet)).toBe(bullet);
});

test.each([
  ['Ask for a scope check, not a plan, not a plan, not a plan', 'Ask for a scope check, not a plan,'],
  ['Avoid a negative answer: avoid a negative answer', 'Avoid a negative answer:'],
  ['Move step by step by step by step', 'Move step by step'],
  ['It is what it is', 'It is what it is'],
  ['The very very best of the best', 'The very very best of the best'],
])('"%s" goes round once', (bullet, once) => {
  expect(withoutRounds(bullet)).toBe(once);
});

test('what breaks off is not a bullet, and what goes round is short enough', () => {
  expect(fitBullets('An index is good for:', 14)).toEqual([]);
  const rounds = `Ask for a scope check, ${'not a plan, '.repeat(6)}`;
  expect(fitBullets(rounds, 14)).toEqual(['Ask for a scope check, not a plan']);
});

test('a line that never closes is given up after a few words, however long it is', () => {
  expect(closedBullet(`${'the '.repeat(200_000)}the`)).toBe('');
});
