import type { Translation } from '../en/catalogue.ts';
import type { files as english } from '../en/files.ts';

export const files: Translation<typeof english> = {
  'file.title': 'Transcribir una grabación',
  'file.close': 'Cerrar',
  'file.hint':
    'Suelta un archivo de sonido en cualquier lugar de esta ventana o elige uno: WAV, FLAC, MP3, M4A u OGG. Se transcribe en este equipo y sus preguntas no se responden.',
  'file.choose': 'Elegir un archivo',
  'file.sending': 'Leyendo el archivo…',
  'file.of': 'Progreso de {name}',
  'file.place': '{heard} de {total}',
  'file.speed': '{ratio} veces más rápido de lo hablado',
  'file.left': 'queda aproximadamente {time}',
  'file.stop': 'Detener',
  'file.completed':
    'está transcrito. El texto está en la transcripción y, si se guardan las llamadas, en el historial.',
  'file.stopped': 'se detuvo tras {heard}. El texto hasta ahí está en la transcripción.',
  'file.failed': 'no se pudo leer después de {heard}. El texto hasta ahí está en la transcripción.',
  'file.leftOut': 'No se tomó, porque se transcribe una grabación cada vez: {names}.',
};
