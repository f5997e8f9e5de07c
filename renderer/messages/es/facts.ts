import type { Translation } from '../en/catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': 'Cerrar',
  'facts.none': 'Todavía nada: ni cifras, ni fechas, ni nombres, ni compromisos.',
  'facts.commitment': 'Compromisos',
  'facts.date': 'Fechas y horas',
  'facts.number': 'Cifras',
  'facts.name': 'Nombres',
  'facts.show': 'Mostrarlo en la transcripción',
  'wipe.title': '¿Borrar lo que se dijo?',
  'wipe.call': 'Se borra esta llamada: la transcripción, las preguntas y las respuestas.',
  'wipe.all-calls':
    'Se borran todas las llamadas guardadas en este equipo, incluida esta: transcripciones, preguntas y respuestas.',
  'wipe.hint':
    'La escucha se detiene. No se puede deshacer. En Ajustes, Privacidad, se elige cuánto se borra.',
  'wipe.cancel': 'Cancelar',
  'wipe.erase': 'Borrar',
};
