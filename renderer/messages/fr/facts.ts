import type { Translation } from '../en/catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': 'Fermer',
  'facts.none': 'Rien pour l’instant : ni chiffre, ni date, ni nom, ni engagement.',
  'facts.commitment': 'Engagements',
  'facts.date': 'Dates et heures',
  'facts.number': 'Chiffres',
  'facts.name': 'Noms',
  'facts.show': 'Montrer dans la transcription',
  'wipe.title': 'Effacer ce qui a été dit ?',
  'wipe.call': 'Cet appel est effacé : transcription, questions et réponses.',
  'wipe.all-calls':
    'Tous les appels conservés sur cet ordinateur sont effacés, celui-ci compris : transcriptions, questions et réponses.',
  'wipe.hint':
    'L’écoute s’arrête. C’est irréversible. Réglages, Confidentialité permet de choisir ce qui est effacé.',
  'wipe.cancel': 'Annuler',
  'wipe.erase': 'Effacer',
};
