import type { Translation } from '../en/catalogue.ts';
import type { history as english } from '../en/history.ts';

export const history: Translation<typeof english> = {
  'history.title': 'Llamadas anteriores',
  'history.call': 'La llamada',
  'history.search': 'Buscar en llamadas anteriores',
  'history.none': 'Aún no se ha guardado ninguna llamada.',
  'history.more': 'Mostrar más',
  'history.no-hits': 'No hay resultados para «{query}».',
  'history.choose': 'Elige una llamada para leerla.',
  'history.lines': { one: '{count} línea', other: '{count} líneas' },
  'history.answers': { one: '{count} respuesta', other: '{count} respuestas' },
  'history.copy': 'Copiar',
  'history.save': 'Guardar como {format}',
  'history.not-exported': 'No se pudo copiar ni guardar la llamada.',
  'history.delete': 'Eliminar…',
  'history.delete-sure': 'Eliminar esta llamada para siempre',
  'history.keep': 'Conservarla',
  'history.back': 'Volver a la lista',
};
