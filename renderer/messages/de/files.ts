import type { Translation } from '../en/catalogue.ts';
import type { files as english } from '../en/files.ts';

export const files: Translation<typeof english> = {
  'file.title': 'Eine Aufnahme transkribieren',
  'file.close': 'Schließen',
  'file.hint':
    'Zieh eine Tondatei irgendwo auf dieses Fenster oder wähle eine: WAV, FLAC, MP3, M4A oder OGG. Sie wird auf diesem Rechner transkribiert; ihre Fragen werden nicht beantwortet.',
  'file.choose': 'Datei wählen',
  'file.sending': 'Die Datei wird gelesen…',
  'file.of': 'Fortschritt von {name}',
  'file.place': '{heard} von {total}',
  'file.speed': '{ratio}-mal so schnell wie gesprochen',
  'file.left': 'noch etwa {time}',
  'file.stop': 'Anhalten',
  'file.completed':
    'ist transkribiert. Der Text steht im Transkript und, wo Gespräche aufbewahrt werden, im Verlauf.',
  'file.stopped': 'wurde nach {heard} angehalten. Der Text bis dahin steht im Transkript.',
  'file.failed': 'war nach {heard} nicht mehr lesbar. Der Text bis dahin steht im Transkript.',
  'file.leftOut': 'Nicht genommen, denn es wird eine Aufnahme nach der anderen transkribiert: {names}.',
};
