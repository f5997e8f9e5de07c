import type { Translation } from '../en/catalogue.ts';
import type { notes as english } from '../en/notes.ts';

export const notes: Translation<typeof english> = {
  'note.pace.live-text': '{clip} Sprache brauchen hier {pass}',
  'note.pace.finals-only': '{clip} Sprache brauchen hier {pass}: Der Text kommt am Ende jeder Äußerung',
  'note.pace.too-slow': '{clip} Sprache brauchen hier {pass}: zu langsam, um einem Gespräch zu folgen',
  'note.pace.hopeless':
    '{clip} Sprache brauchen hier {pass}: Dieser Rechner kann damit keinem Gespräch folgen',
  'note.limit.no-vocabulary': 'wendet das Vokabular nachträglich an',
  'note.limit.no-language': 'berücksichtigt die Sprache nicht',
  'note.limit.english-only': 'versteht nur Englisch, nicht die eingestellte Sprache',
  'note.limit.unknown-language': 'kennt die eingestellte Sprache nicht',
  'note.cause.busy': 'Dieser Rechner ist ausgelastet: {effect}',
  'note.cause.too-slow': 'Dieser Rechner ist zu langsam für das Spracherkennungsmodell: {effect}',
  'note.cause.slow': 'Die Spracherkennung ist hier langsam: {effect}',
  'note.cause.behind': 'Die Spracherkennung hängt hinterher: {effect}',
  'note.effect.slower-partials': 'Der Live-Text kommt in größeren Schritten.',
  'note.effect.finals-only': 'Der Text kommt am Ende jeder Äußerung.',
  'note.effect.smaller-model': 'Ein kleineres Spracherkennungsmodell ist für eine Weile eingesprungen.',
  'note.effect.late': {
    one: 'Der Text von {count} Äußerung kommt verspätet; der Ton bleibt erhalten.',
    other: 'Der Text von {count} Äußerungen kommt verspätet; der Ton bleibt erhalten.',
  },
  'note.effect.losing': {
    one: '{count} Äußerung konnte nicht länger aufbewahrt werden und ist verloren.',
    other: '{count} Äußerungen konnten nicht länger aufbewahrt werden und sind verloren.',
  },
};
