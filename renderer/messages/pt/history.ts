import type { Translation } from '../en/catalogue.ts';
import type { history as english } from '../en/history.ts';

export const history: Translation<typeof english> = {
  'history.title': 'Chamadas anteriores',
  'history.call': 'A chamada',
  'history.search': 'Buscar nas chamadas anteriores',
  'history.none': 'Nenhuma chamada foi guardada ainda.',
  'history.more': 'Mostrar mais',
  'history.no-hits': 'Nada encontrado para “{query}”.',
  'history.choose': 'Escolha uma chamada para ler.',
  'history.lines': { one: '{count} linha', other: '{count} linhas' },
  'history.answers': { one: '{count} resposta', other: '{count} respostas' },
  'history.copy': 'Copiar',
  'history.save': 'Salvar como {format}',
  'history.not-exported': 'Não foi possível copiar nem salvar a chamada.',
  'history.delete': 'Excluir…',
  'history.delete-sure': 'Excluir esta chamada para sempre',
  'history.keep': 'Manter',
  'history.back': 'Voltar à lista',
};
