import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { en } from './en.ts';
import { loadMessages, resolveLanguage } from './languages.ts';
import { createMessages, type Messages } from './messages.ts';
import type { Language } from '../../engine/protocol/settings.ts';

/** The language of the page. English until another one is loaded. */
const messagesStore = createStore<Messages>()(() => createMessages('en', en));

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

/** The newest language that was asked for: an older one that loads late is not shown. */
let wanted: Language | undefined;
