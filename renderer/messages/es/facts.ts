import type { Translation } from '../catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': 'Cerrar',
  'facts.none': 'Todavía nada: ni cifras, ni fechas, ni nombres, ni compromisos.',
  'facts.commitment': 'Compromisos',
  'facts.date': 'Fechas y horas',
  'facts.number': 'Cifras',
  'facts.name': 'Nombres',
  'facts.show': 'Mostrarlo en la transcripción',
};
