import { app } from 'electron';
import type { Language, Settings } from '../engine/protocol/settings.ts';
import { de } from '../renderer/messages/de.ts';
import { en } from '../renderer/messages/en.ts';
import { es } from '../renderer/messages/es.ts';
import { fr } from '../renderer/messages/fr.ts';
import { ja } from '../renderer/messages/ja.ts';
import { resolveLanguage } from '../renderer/messages/languages.ts';
import { createMessages, type Catalogue, type Messages } from '../renderer/messages/messages.ts';
import { pt } from '../renderer/messages/pt.ts';

/** The catalogue of the pages, whole, since the shell needs its texts before any page is there. */
const CATALOGUES: Readonly<Record<Language, Catalogue>> = { de, en, es, fr, ja, pt };

/** Something to say, worded when it is shown: the language may change in between. */
export type Phrase = (messages: Messages) => string;

/** @param setting `auto` takes the first language of the system that Sotto has. */
export function messagesIn(setting: Settings['appearance']['language']): Messages {
  const language = resolveLanguage(setting, app.getPreferredSystemLanguages());
  return createMessages(language, CATALOGUES[language]);
}
