import type { Translation } from '../en/catalogue.ts';
import type { files as english } from '../en/files.ts';

export const files: Translation<typeof english> = {
  'file.title': 'Transcrire un enregistrement',
  'file.close': 'Fermer',
  'file.hint':
    'Déposez un fichier audio n’importe où sur cette fenêtre ou choisissez-en un : WAV, FLAC, MP3, M4A ou OGG. Il est transcrit sur cette machine et ses questions restent sans réponse.',
  'file.choose': 'Choisir un fichier',
  'file.sending': 'Lecture du fichier…',
  'file.of': 'Progression de {name}',
  'file.place': '{heard} sur {total}',
  'file.speed': '{ratio} fois plus vite que la parole',
  'file.left': 'encore {time} environ',
  'file.stop': 'Arrêter',
  'file.completed':
    'est transcrit. Le texte est dans la transcription et, si les appels sont conservés, dans l’historique.',
  'file.stopped': 'a été arrêté après {heard}. Le texte jusque-là est dans la transcription.',
  'file.failed': 'n’a pas pu être lu après {heard}. Le texte jusque-là est dans la transcription.',
  'file.leftOut': 'Non pris, car les enregistrements sont transcrits un par un : {names}.',
};
