import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { errors } from './en/errors.ts';
import { hud } from './en/hud.ts';
import { parts } from './en/parts.ts';
import { loadMessages, resolveLanguage } from './languages.ts';
import { createMessages, type Messages } from './messages.ts';
import type { Language } from '../../engine/protocol/settings.ts';

/** The language of the page. Until another one is loaded, the English of the HUD. */
const messagesStore = createStore<Messages>()(() => createMessages('en', { ...errors, ...hud, ...parts }));

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
  if (messagesStore.getState().language !== 'en') return;
  const english = await loadMessages('en');
  if (messagesStore.getState().language === 'en') messagesStore.setState(english, true);
}

/** The newest language that was asked for: an older one that loads late is not shown. */
let wanted: Language | undefined;
