import type { Language } from '../../engine/protocol/settings.ts';
import type { Messages } from './messages.ts';
import { createMessages } from './messages.ts';

/** Each language by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  de: 'Deutsch',
  fr: 'Français',
  pt: 'Português',
  ja: '日本語',
};

/** The first language of the list that there is a catalogue for; English when there is none. */
export function resolveLanguage(setting: Language | 'auto', preferred: readonly string[]): Language {
  if (setting !== 'auto') return setting;
  const codes = preferred.map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return codes.find(isLanguage) ?? 'en';
}

/** Every language is a separate chunk, except that the HUD's English is built in. */
export async function loadMessages(language: Language): Promise<Messages> {
  switch (language) {
    case 'en':
      return createMessages('en', (await import('./en.ts')).en);
    case 'es':
      return createMessages('es', (await import('./es.ts')).es);
    case 'de':
      return createMessages('de', (await import('./de.ts')).de);
    case 'fr':
      return createMessages('fr', (await import('./fr.ts')).fr);
    case 'pt':
      return createMessages('pt', (await import('./pt.ts')).pt);
    case 'ja':
      return createMessages('ja', (await import('./ja.ts')).ja);
  }
}

function isLanguage(code: string): code is Language {
  return Object.hasOwn(LANGUAGE_NAMES, code);
}
