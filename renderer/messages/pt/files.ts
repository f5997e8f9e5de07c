import type { Translation } from '../en/catalogue.ts';
import type { files as english } from '../en/files.ts';

export const files: Translation<typeof english> = {
  'file.title': 'Transcrever uma gravação',
  'file.close': 'Fechar',
  'file.hint':
    'Solte um arquivo de som em qualquer ponto desta janela ou escolha um: WAV, FLAC, MP3, M4A ou OGG. É transcrito nesta máquina e as suas perguntas não são respondidas.',
  'file.choose': 'Escolher um arquivo',
  'file.sending': 'Lendo o arquivo…',
  'file.of': 'Progresso de {name}',
  'file.place': '{heard} de {total}',
  'file.speed': '{ratio} vezes mais rápido do que a fala',
  'file.left': 'faltam cerca de {time}',
  'file.stop': 'Parar',
  'file.completed':
    'está transcrito. O texto está na transcrição e, se as chamadas forem guardadas, no histórico.',
  'file.stopped': 'foi parado após {heard}. O texto até aí está na transcrição.',
  'file.failed': 'não pôde ser lido depois de {heard}. O texto até aí está na transcrição.',
  'file.leftOut': 'Não foi aceito, pois uma gravação é transcrita por vez: {names}.',
};
