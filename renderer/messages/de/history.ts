import type { Translation } from '../en/catalogue.ts';
import type { history as english } from '../en/history.ts';

export const history: Translation<typeof english> = {
  'history.title': 'Frühere Gespräche',
  'history.call': 'Das Gespräch',
  'history.search': 'Frühere Gespräche durchsuchen',
  'history.none': 'Noch wurde kein Gespräch behalten.',
  'history.more': 'Mehr anzeigen',
  'history.no-hits': 'Nichts gefunden für „{query}“.',
  'history.choose': 'Wähle ein Gespräch, um es zu lesen.',
  'history.lines': { one: '{count} Zeile', other: '{count} Zeilen' },
  'history.answers': { one: '{count} Antwort', other: '{count} Antworten' },
  'history.copy': 'Kopieren',
  'history.save': 'Als {format} sichern',
  'history.not-exported': 'Das Gespräch ließ sich nicht kopieren oder sichern.',
  'history.delete': 'Löschen …',
  'history.delete-sure': 'Dieses Gespräch endgültig löschen',
  'history.keep': 'Behalten',
  'history.back': 'Zurück zur Liste',
};
