import type { Translation } from '../en/catalogue.ts';
import type { history as english } from '../en/history.ts';

export const history: Translation<typeof english> = {
  'history.title': 'Appels passés',
  'history.call': 'L’appel',
  'history.search': 'Rechercher dans les appels passés',
  'history.none': 'Aucun appel n’a encore été conservé.',
  'history.more': 'Afficher plus',
  'history.no-hits': 'Aucun résultat pour « {query} ».',
  'history.choose': 'Choisissez un appel pour le lire.',
  'history.lines': { one: '{count} ligne', other: '{count} lignes' },
  'history.answers': { one: '{count} réponse', other: '{count} réponses' },
  'history.copy': 'Copier',
  'history.save': 'Enregistrer en {format}',
  'history.not-exported': 'L’appel n’a pas pu être copié ni enregistré.',
  'history.delete': 'Supprimer…',
  'history.delete-sure': 'Supprimer cet appel définitivement',
  'history.keep': 'Le garder',
  'history.back': 'Retour à la liste',
};
