import type { Translation } from '../catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': 'Schließen',
  'facts.none': 'Noch nichts: keine Zahl, kein Datum, kein Name, keine Zusage.',
  'facts.commitment': 'Zusagen',
  'facts.date': 'Termine und Zeiten',
  'facts.number': 'Zahlen',
  'facts.name': 'Namen',
  'facts.show': 'Im Transkript zeigen',
};
