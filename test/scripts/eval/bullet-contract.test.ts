import { expect, test } from 'vitest';
import { bulletsOf, contractViolations } from '../../../scripts/eval/bullet-contract.ts';

const bullet = (wordCount: number): string =>
  `- ${Array.from({ length: wordCount }, (_, index) => `w${index}`).join(' ')}`;

test.each<[string, string, readonly string[]]>([
  ['short bullets alone', '- one\n* two\n3. three', []],
  ['nothing', '', ['no bullets']],
  ['prose', 'Well, it depends.', ['no bullets', 'text around the bullets']],
  ['a heading', 'Here you go:\n- one\n- two', ['text around the bullets']],
  ['five', '- one\n- two\n- three\n- four\n- five', ['too many bullets']],
  ['the same one again', '- one thing\n- one thing', ['the same bullet twice']],
])('%s: %j', (_title, text, violations) => {
  expect(contractViolations(text)).toEqual(violations);
});

test('a bullet may have fourteen words and no more', () => {
  expect(contractViolations(bullet(14))).toEqual([]);
  expect(contractViolations(bullet(15))).toEqual(['a bullet too long']);
});

test('what a user would see is within the contract, whatever the model wrote', () => {
  const seen = bulletsOf(`Sure!\n${'- one\n- two\n- three\n- four\n- five\n'.repeat(2)}`);
  expect(seen.length).toBeLessThanOrEqual(4);
  expect(seen).not.toContain('Sure!');
});
