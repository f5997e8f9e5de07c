import { expect, test } from 'vitest';
import { LANGUAGE_NAMES, loadMessages, resolveLanguage } from '../../../renderer/messages/languages.ts';
import type { Language } from '../../../engine/protocol/settings.ts';

test('a language that is set is taken, whatever the browser wants', () => {
  expect(resolveLanguage('ja', ['de', 'en'])).toBe('ja');
});

test('else the browser’s first that Sotto has, whatever its region or case; English where it has none', () => {
  expect(resolveLanguage('auto', ['nl-NL', 'PT-br', 'en'])).toBe('pt');
  expect([resolveLanguage('auto', ['nl', 'constructor', '']), resolveLanguage('auto', [])]).toEqual([
    'en',
    'en',
  ]);
});

test('each language has a catalogue of its own', async () => {
  const languages = Object.keys(LANGUAGE_NAMES) as Language[];
  const catalogues = await Promise.all(languages.map(loadMessages));
  expect(catalogues.map(({ language }) => language)).toEqual(languages);
  expect(new Set(catalogues.map(({ t }) => t('speaker.me'))).size).toBe(languages.length);
});
