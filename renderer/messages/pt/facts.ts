import type { Translation } from '../catalogue.ts';
import type { facts as english } from '../en/facts.ts';

export const facts: Translation<typeof english> = {
  'facts.close': 'Fechar',
  'facts.none': 'Nada ainda: nenhum número, data, nome ou compromisso.',
  'facts.commitment': 'Compromissos',
  'facts.date': 'Datas e horários',
  'facts.number': 'Números',
  'facts.name': 'Nomes',
  'facts.show': 'Mostrar na transcrição',
};
