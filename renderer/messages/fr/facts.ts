import type { Translation } from '../catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': 'Fermer',
  'facts.none': 'Rien pour l’instant : ni chiffre, ni date, ni nom, ni engagement.',
  'facts.commitment': 'Engagements',
  'facts.date': 'Dates et heures',
  'facts.number': 'Chiffres',
  'facts.name': 'Noms',
  'facts.show': 'Montrer dans la transcription',
};
