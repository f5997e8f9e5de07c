import { expect, test } from 'vitest';
import { languageLimit } from '../../../engine/transcription/language-limit.ts';

test.each([
  ['auto', { limits: ['english-only'] }, undefined],
  ['en', { limits: ['english-only'] }, undefined],
  ['de', { limits: ['no-vocabulary', 'english-only'], languages: ['en'] }, 'english-only'],
  ['de', { limits: ['no-language'] }, 'no-language'],
  ['de', { languages: ['en', 'de'] }, undefined],
  ['cy', { languages: ['en', 'de'] }, 'unknown-language'],
  // What is not known is not denied.
  ['cy', {}, undefined],
] as const)('asked for %s, a recognizer with %j has the limit %s', (language, recognizer, limit) => {
  expect(languageLimit(recognizer, language)).toBe(limit);
});
