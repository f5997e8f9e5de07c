import { expect, test } from 'vitest';
import { isAcronym, spells, standsApart } from '../../../engine/transcription/spelled-terms.ts';

test.each([
  [['BP', 'in'], 'VPN', true],
  [['VP', 'in'], 'VPN', true],
  [['GDP', 'or'], 'GDPR', true],
  [['SAM', 'ell'], 'SAML', true],
  [['SAN', 'ell'], 'SAML', true],
  [['GPU'], 'CPU', false],
  [['vpn'], 'VPN', false],
  [['SAM', 'hello'], 'SAML', false],
  [['SAM'], 'SAML', false],
] as const)('%j for %s: %s', (words, acronym, isSpelled) => {
  expect(spells(words, acronym)).toBe(isSpelled);
});

test.each([
  [['VP', 'in'], 'Berlin', true],
  [['VP', 'in'], 'do', false],
  [['VP', 'in'], undefined, false],
  [['VP', 'in'], '', true],
  [['GDP', 'or'], 'growth', true],
  [['GDP', 'or'], 'mean', false],
  [['a', 'PR'], 'campaign', true],
  [['a', 'RR'], 'of', false],
  [['O', 'KR'], 'sheet', false],
  [['A', 'P', 'I'], 'returns', false],
  [['AP', 'I'], 'think', true],
] as const)('of %j before %s a word stands for itself: %s', (words, next, isApart) => {
  expect(standsApart(words, next)).toBe(isApart);
});

test('an acronym is two to six capitals', () => {
  expect(['VPN', 'SAML', 'Redis', 'A', 'ABCDEFG'].map(isAcronym)).toEqual([true, true, false, false, false]);
});
