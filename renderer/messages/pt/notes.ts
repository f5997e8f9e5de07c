import type { Translation } from '../en/catalogue.ts';
import type { notes as english } from '../en/notes.ts';

export const notes: Translation<typeof english> = {
  'note.pace.live-text': '{clip} de fala levam {pass} neste computador',
  'note.pace.finals-only': '{clip} de fala levam {pass} neste computador: o texto chega ao fim de cada fala',
  'note.pace.too-slow':
    '{clip} de fala levam {pass} neste computador: lento demais para acompanhar uma chamada',
  'note.pace.hopeless':
    '{clip} de fala levam {pass} neste computador: assim ele não consegue acompanhar uma chamada',
  'note.limit.no-vocabulary': 'aplica o vocabulário depois',
  'note.limit.no-language': 'ignora o idioma',
  'note.limit.english-only': 'só entende inglês, não o idioma escolhido',
  'note.limit.unknown-language': 'não conhece o idioma escolhido',
  'note.cause.busy': 'Este computador está ocupado: {effect}',
  'note.cause.too-slow': 'Este computador é lento demais para o modelo de fala: {effect}',
  'note.cause.slow': 'O reconhecimento de fala é lento neste computador: {effect}',
  'note.cause.behind': 'O reconhecimento de fala está atrasado: {effect}',
  'note.effect.slower-partials': 'o texto ao vivo chega em passos maiores.',
  'note.effect.finals-only': 'o texto chega ao fim de cada fala.',
  'note.effect.smaller-model': 'um modelo de fala menor assumiu por um tempo.',
  'note.effect.late': {
    one: 'o texto de {count} fala vai chegar atrasado; o áudio é mantido.',
    other: 'o texto de {count} falas vai chegar atrasado; o áudio é mantido.',
  },
  'note.effect.losing': {
    one: '{count} fala não pôde mais ser mantida e se perdeu.',
    other: '{count} falas não puderam mais ser mantidas e se perderam.',
  },
};
