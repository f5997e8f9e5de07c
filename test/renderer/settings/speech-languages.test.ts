import { expect, test } from 'vitest';
import { languageName, speechLanguageNames } from '../../../renderer/settings/speech-languages.ts';

test.each(['en', 'es', 'de', 'fr', 'pt', 'ja'])('every spoken language has a name in %s', (language) => {
  const unnamed = Object.entries(speechLanguageNames(language)).filter(([code, name]) => code === name);
  expect(unnamed).toEqual([]);
});

test('a code that is none stays as it is', () => {
  expect(languageName('deutsch?', 'en')).toBe('deutsch?');
  expect(languageName('pt-BR', 'en')).toBe('Brazilian Portuguese');
});
