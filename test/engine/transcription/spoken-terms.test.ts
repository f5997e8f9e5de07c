import { expect, test } from 'vitest';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { spokenTerms, vocabularyPrompt } from '../../../engine/transcription/spoken-terms.ts';

const settings = {
  speech: { ...defaultSettings.speech, vocabulary: 'Veloria, Ada Bright' },
  profile: {
    ...defaultSettings.profile,
    glossary: [
      { term: 'OKR', expansion: 'objectives and key results' },
      { term: 'Veloria', expansion: 'our product' },
    ],
  },
};

test('vocabulary and glossary are one list of terms', () => {
  expect(spokenTerms(settings)).toEqual(['Veloria', 'Ada Bright', 'OKR']);
  expect(vocabularyPrompt(settings)).toBe('Veloria, Ada Bright, OKR');
});

test('a prompt ends with a whole term before it is too long', () => {
  const glossary = Array.from({ length: 200 }, (_, index) => ({
    term: `Term number ${index}`,
    expansion: 'x',
  }));
  const prompt = vocabularyPrompt({ ...settings, profile: { ...settings.profile, glossary } });
  expect(prompt.length).toBeLessThanOrEqual(1_000);
  expect(prompt).toMatch(/Term number \d+$/);
});

test('no terms make no prompt', () => {
  expect(vocabularyPrompt(defaultSettings)).toBe('');
});
