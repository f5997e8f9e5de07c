import type { Translation } from '../en/catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': 'Schließen',
  'facts.none': 'Noch nichts: keine Zahl, kein Datum, kein Name, keine Zusage.',
  'facts.commitment': 'Zusagen',
  'facts.date': 'Termine und Zeiten',
  'facts.number': 'Zahlen',
  'facts.name': 'Namen',
  'facts.show': 'Im Transkript zeigen',
  'wipe.title': 'Gesagtes löschen?',
  'wipe.call': 'Dieses Gespräch wird gelöscht: Transkript, Fragen und Antworten.',
  'wipe.all-calls':
    'Alle auf diesem Rechner gespeicherten Gespräche werden gelöscht, auch dieses: Transkripte, Fragen und Antworten.',
  'wipe.hint':
    'Das Zuhören endet. Das lässt sich nicht rückgängig machen. Wie viel gelöscht wird, steht unter Einstellungen, Datenschutz.',
  'wipe.cancel': 'Abbrechen',
  'wipe.erase': 'Löschen',
};
