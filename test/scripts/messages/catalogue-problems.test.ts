import { expect, test } from 'vitest';
import { findCatalogueProblems } from '../../../scripts/messages/catalogue-problems.ts';

const english = {
  'a.one': 'One {name}',
  'a.two': 'Two',
  'b.three': { one: '{count} x', other: '{count} xs' },
};
const sources = ["t('a.one', { name })", 't(`a.${word}`)', "t('b.three', { count })"];

test('complete catalogues of which every key is used have no problem', () => {
  const other = { 'a.one': 'Eins {name}', 'a.two': 'Zwei', 'b.three': { other: '{count} x' } };
  expect(findCatalogueProblems(english, { xx: other }, sources)).toEqual([]);
});

test('a missing key, a surplus key, an empty wording and a wrong parameter are found', () => {
  const other = { 'a.one': 'Eins {nome}', 'a.two': ' ', 'c.four': 'Vier' };
  expect(findCatalogueProblems(english, { xx: other }, sources)).toEqual([
    'xx: the message "a.one" has the parameters {nome} instead of {name}.',
    'xx: the message "a.two" is empty.',
    'xx: the message "b.three" is missing.',
    'xx: English has no message "c.four".',
  ]);
});

test('a key that no source names is found', () => {
  expect(findCatalogueProblems(english, {}, ["t('a.one')", 't(`b.${word}`)'])).toEqual([
    'Nothing uses the message "a.two".',
  ]);
});
