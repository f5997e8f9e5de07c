import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { hud } from './en/hud.ts';
import { parts } from './en/parts.ts';
import { loadMessages, resolveLanguage } from './languages.ts';
import { createMessages, type Catalogue, type Messages } from './messages.ts';
import type { Language } from '../../engine/protocol/settings.ts';

/** The rooms of English that are loaded: at first those of the HUD. */
let english: Partial<Catalogue> = { ...hud, ...parts };

/** The language of the page; English until another one is loaded. */
const messagesStore = createStore<Messages>()(() => createMessages('en', english));

/** The texts of the page's language; the component renders again when the language changes. */
export function useMessages(): Messages {
  return useStore(messagesStore);
}

/**
 * Shows the page in a language. When its catalogue cannot be fetched, the page keeps the one it has.
 * @param setting `auto` takes the first of the browser's languages that Sotto has.
 */
export async function showLanguage(setting: Language | 'auto', root: HTMLElement): Promise<void> {
  const language = resolveLanguage(setting, navigator.languages);
  wanted = language;
  const messages =
    messagesStore.getState().language === language
      ? messagesStore.getState()
      : await loadMessages(language).catch(() => undefined);
  if (messages === undefined || wanted !== language) return;
  messagesStore.setState(messages, true);
  root.lang = language;
}

/** Adds the English of the guide and the settings, which the HUD does without; other languages are whole. */
export async function loadAllRooms(): Promise<void> {
  if (messagesStore.getState().language === 'en') addEnglish((await import('./en.ts')).en);
}

/** Adds the English of failures, which is needed where the engine's own words are for the terminal. */
export async function loadErrorTexts(): Promise<void> {
  if (messagesStore.getState().language === 'en') addEnglish((await import('./en/errors.ts')).errors);
}

function addEnglish(rooms: Partial<Catalogue>): void {
  english = { ...english, ...rooms };
  if (messagesStore.getState().language === 'en') messagesStore.setState(createMessages('en', english), true);
}

/** The newest language that was asked for: an older one that loads late is not shown. */
let wanted: Language | undefined;
