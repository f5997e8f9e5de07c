import type { Translation } from '../en/catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': 'Fechar',
  'facts.none': 'Nada ainda: nenhum número, data, nome ou compromisso.',
  'facts.commitment': 'Compromissos',
  'facts.date': 'Datas e horários',
  'facts.number': 'Números',
  'facts.name': 'Nomes',
  'facts.show': 'Mostrar na transcrição',
  'wipe.title': 'Apagar o que foi dito?',
  'wipe.call': 'Esta chamada é apagada: transcrição, perguntas e respostas.',
  'wipe.all-calls':
    'Todas as chamadas guardadas neste computador são apagadas, inclusive esta: transcrições, perguntas e respostas.',
  'wipe.hint':
    'A escuta para. Isso não pode ser desfeito. Em Configurações, Privacidade, você escolhe quanto é apagado.',
  'wipe.cancel': 'Cancelar',
  'wipe.erase': 'Apagar',
};
