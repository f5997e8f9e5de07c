import type { Mutant } from './mutant.ts';

/**
 * @param parts a name has to hold them all; none means every mutant.
 * @param shard which part of how many, such as `2/4`; the parts of all shards are every mutant once.
 * @throws when the shard cannot be read, or no mutant is meant.
 */
export function chooseMutants(
  mutants: readonly Mutant[],
  parts: readonly string[],
  shard: string,
): readonly Mutant[] {
  const [, index = '', count = ''] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(shard) ?? [];
  if (!count || Number(index) > Number(count))
    throw new Error(`"${shard}" is not a shard; write it like 2/4.`);
  const wanted = mutants.filter(({ name }) => parts.every((part) => name.includes(part)));
  if (wanted.length === 0) throw new Error('No mutant has all these parts in its name.');
  const sizeCount = Math.ceil(wanted.length / Number(count));
  return wanted.slice((Number(index) - 1) * sizeCount, Number(index) * sizeCount);
}
