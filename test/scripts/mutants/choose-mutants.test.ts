import { expect, test } from 'vitest';
import { chooseMutants } from '../../../scripts/mutants/choose-mutants.ts';

const NAMES = ['a check dropped', 'a limit raised', 'a limit dropped', 'a flag flipped', 'a flag dropped'];
const MUTANTS = NAMES.map((name) => ({ name, snippet: '', replacement: '', tests: [] }));

const chosen = (parts: readonly string[], shard = '1/1'): readonly string[] =>
  chooseMutants(MUTANTS, parts, shard).map(({ name }) => name);

test('all parts have to be in the name', () => {
  expect(chosen([])).toEqual(NAMES);
  expect(chosen(['limit', 'dropped'])).toEqual(['a limit dropped']);
  expect(() => chosen(['limit', 'flipped'])).toThrow('No mutant has all these parts in its name.');
});

test.each([1, 2, 3, 5, 7])('%i shards together are every mutant once', (count) => {
  const shards = Array.from({ length: count }, (_, index) => chosen([], `${index + 1}/${count}`));
  expect(shards.flat()).toEqual(NAMES);
});

test.each(['0/2', '3/2', '2', '1/0', '-1/2', '1/2x', ''])('"%s" is not a shard', (shard) => {
  expect(() => chosen([], shard)).toThrow(`"${shard}" is `);
});
