import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cutBullet,
  fitBullets,
  fits,
  growingBullet,
  untornBullet,
} from '../../../../engine/answer/bullets/bullet-length.ts';

const MAX_WORD_COUNT = 14;
const fit = (text: string): readonly string[] => fitBullets(text, MAX_WORD_COUNT);

test.each([
  ['TCP is a reliable transport protocol.', ['TCP is a reliable transport protocol']],
  [
    'In general, a cache keeps what was computed once for all requests that come again',
    ['A cache keeps what was computed once for all requests that come again'],
  ],
  [
    'In general, a transaction groups several statements so that they all succeed or all of them fail together',
    ['A transaction groups several statements'],
  ],
  [
    'TCP keeps bytes in order and sends lost ones again. UDP sends single datagrams and promises nothing.',
    ['TCP keeps bytes in order and sends lost ones again', 'UDP sends single datagrams and promises nothing'],
  ],
  [
    'An index speeds up reads (at the price of slower writes and some more space on disk) of large tables',
    ['An index speeds up reads of large tables'],
  ],
  [
    'A cache keeps what was computed once, because computing it again for every single request costs far too much time',
    ['A cache keeps what was computed once'],
  ],
])('%j fits as %j', (text, bullets) => {
  expect(fit(text)).toEqual(bullets);
});

test('what has no clause to end at is not a bullet', () => {
  expect(
    fit('one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'),
  ).toEqual([]);
});

test('a bullet that the stream cut ends at its last clause, or not at all', () => {
  expect(untornBullet('A cache keeps what was computed once, because comp', MAX_WORD_COUNT)).toBe(
    'A cache keeps what was computed once',
  );
  expect(untornBullet('A cache kee', MAX_WORD_COUNT)).toBeUndefined();
  expect(untornBullet('It is whole.', MAX_WORD_COUNT)).toBe('It is whole');
});

test('where nothing else is to be shown the cut is marked, and does not end on a small word', () => {
  expect(cutBullet('one two of the three', 4)).toBe('one two…');
  expect(cutBullet('x'.repeat(500), MAX_WORD_COUNT).length).toBeLessThanOrEqual(141);
  expect(cutBullet('👩‍💻'.repeat(100), MAX_WORD_COUNT).isWellFormed()).toBe(true);
});

test('a character of a wide script counts twice', () => {
  expect([fits('好'.repeat(70), MAX_WORD_COUNT), fits('好'.repeat(71), MAX_WORD_COUNT)]).toEqual([
    true,
    false,
  ]);
  expect([fits('x'.repeat(140), MAX_WORD_COUNT), fits('x'.repeat(141), MAX_WORD_COUNT)]).toEqual([
    true,
    false,
  ]);
});

test('whatever is written, what is shown is within the limits', () => {
  const word = fc.constantFrom(
    'TCP',
    'and',
    'because',
    'the',
    'data',
    'sends',
    'it,',
    'order.',
    '(x',
    'y)',
    '好好',
    'which',
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (words) => {
      const text = words.join(' ');
      const bullets = fit(text);
      expect(bullets.length).toBeLessThanOrEqual(2);
      for (const bullet of bullets) expect(fits(bullet, MAX_WORD_COUNT), bullet).toBe(true);
      expect(fits(growingBullet(text, MAX_WORD_COUNT).replace('…', ''), MAX_WORD_COUNT)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
