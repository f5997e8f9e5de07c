import type { Translation } from '../en/catalogue.ts';
import type { notes as english } from '../en/notes.ts';

export const notes: Translation<typeof english> = {
  'note.pace.live-text': '{clip} de parole demandent {pass} sur cet ordinateur',
  'note.pace.finals-only':
    '{clip} de parole demandent {pass} sur cet ordinateur : le texte arrive à la fin de chaque prise de parole',
  'note.pace.too-slow':
    '{clip} de parole demandent {pass} sur cet ordinateur : trop lent pour suivre un appel',
  'note.pace.hopeless':
    '{clip} de parole demandent {pass} sur cet ordinateur : il ne peut pas suivre un appel ainsi',
  'note.limit.no-vocabulary': 'applique le vocabulaire après coup',
  'note.limit.no-language': 'ne tient pas compte de la langue',
  'note.limit.english-only': 'ne comprend que l’anglais, pas la langue choisie',
  'note.limit.unknown-language': 'ne connaît pas la langue choisie',
  'note.cause.busy': 'Cet ordinateur est occupé : {effect}',
  'note.cause.too-slow': 'Cet ordinateur est trop lent pour le modèle vocal : {effect}',
  'note.cause.slow': 'La reconnaissance vocale est lente sur cet ordinateur : {effect}',
  'note.cause.behind': 'La reconnaissance vocale est en retard : {effect}',
  'note.effect.slower-partials': 'le texte en direct arrive par plus gros morceaux.',
  'note.effect.finals-only': 'le texte arrive à la fin de chaque prise de parole.',
  'note.effect.smaller-model': 'un modèle vocal plus petit a pris le relais pour un moment.',
  'note.effect.late': {
    one: 'le texte de {count} prise de parole arrivera en retard ; le son est conservé.',
    other: 'le texte de {count} prises de parole arrivera en retard ; le son est conservé.',
  },
  'note.effect.losing': {
    one: '{count} prise de parole n’a pas pu être conservée plus longtemps et est perdue.',
    other: '{count} prises de parole n’ont pas pu être conservées plus longtemps et sont perdues.',
  },
};
