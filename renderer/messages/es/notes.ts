import type { Translation } from '../en/catalogue.ts';
import type { notes as english } from '../en/notes.ts';

export const notes: Translation<typeof english> = {
  'note.pace.live-text': '{clip} de voz tardan {pass} en este equipo',
  'note.pace.finals-only':
    '{clip} de voz tardan {pass} en este equipo: el texto llega al final de cada intervención',
  'note.pace.too-slow': '{clip} de voz tardan {pass} en este equipo: demasiado lento para seguir una llamada',
  'note.pace.hopeless': '{clip} de voz tardan {pass} en este equipo: así no puede seguir una llamada',
  'note.limit.no-vocabulary': 'aplica el vocabulario después',
  'note.limit.no-language': 'no tiene en cuenta el idioma',
  'note.limit.english-only': 'solo entiende inglés, no el idioma elegido',
  'note.limit.unknown-language': 'no conoce el idioma elegido',
  'note.cause.busy': 'Este equipo está ocupado: {effect}',
  'note.cause.too-slow': 'Este equipo es demasiado lento para el modelo de voz: {effect}',
  'note.cause.slow': 'El reconocimiento de voz es lento en este equipo: {effect}',
  'note.cause.behind': 'El reconocimiento de voz va con retraso: {effect}',
  'note.effect.slower-partials': 'el texto en directo llega a saltos más largos.',
  'note.effect.finals-only': 'el texto llega al final de cada intervención.',
  'note.effect.smaller-model': 'un modelo de voz más pequeño lo sustituye por un rato.',
  'note.effect.late': {
    one: 'el texto de {count} intervención llegará tarde; el audio se conserva.',
    other: 'el texto de {count} intervenciones llegará tarde; el audio se conserva.',
  },
  'note.effect.losing': {
    one: '{count} intervención no pudo conservarse más y se ha perdido.',
    other: '{count} intervenciones no pudieron conservarse más y se han perdido.',
  },
};
