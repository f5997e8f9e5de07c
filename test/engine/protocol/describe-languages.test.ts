import { expect, test } from 'vitest';
import { describeLanguages } from '../../../engine/protocol/describe-languages.ts';

const german = {
  locale: 'de',
  many: 'viele Sprachen',
  andMore: (names: string, count: number): string => `${names} und ${count} weitere`,
};

test.each([
  [['*'], 'viele Sprachen'],
  [['en'], 'Englisch'],
  [['en', 'de', 'fr'], 'Englisch, Deutsch, Französisch'],
  [['en', 'de', 'fr', 'it'], 'Englisch, Deutsch und 2 weitere'],
  [[], ''],
])('the languages %j of a model are named', (codes, words) => {
  expect(describeLanguages(codes, german)).toBe(words);
});
