import type { Translation } from '../en/catalogue.ts';
import type { desktop as english } from '../en/desktop.ts';

export const desktop: Translation<typeof english> = {
  'desktop.show': 'Mostrar o Sotto',
  'desktop.hide': 'Ocultar o Sotto',
  'desktop.recent-answers': 'Respostas recentes',
  'desktop.no-answers': 'Ainda não há respostas',
  'desktop.settings': 'Configurações…',
  'desktop.history': 'Chamadas anteriores…',
  'desktop.diagnostics': 'Diagnóstico…',
  'desktop.look-for-update': 'Procurar atualizações…',
  'desktop.hidden': 'Oculto no compartilhamento de tela quando o sistema permite',
  'desktop.not-hidden': 'Os outros veem se você compartilhar a tela inteira',
  'desktop.not-hidden-title': 'A tela compartilhada mostra o Sotto',
  'desktop.not-hidden-body':
    'Este sistema não consegue deixar uma janela fora da tela compartilhada. Compartilhe só uma janela ou oculte antes o Sotto.',
  'desktop.still-running-title': 'O Sotto continua em execução',
  'desktop.still-running-body':
    'A janela está fechada. O ícone da bandeja a traz de volta ou encerra o Sotto. Iniciar o Sotto de novo também a mostra.',
  'desktop.not-on-top': 'Este sistema não mantém o Sotto acima de outras janelas',
  'desktop.off-screen': 'A janela do Sotto não cabe em nenhuma tela',
  'desktop.not-at-login':
    'O sistema não abre o Sotto ao iniciar a sessão. Permita-o lá entre os itens de início ou os aplicativos de inicialização',
  'desktop.engine-restarting': 'O mecanismo parou e está reiniciando',
  'desktop.engine-given-up': 'O mecanismo parou',
  'desktop.engine-crashes': 'O mecanismo do Sotto falha repetidamente.',
  'desktop.engine-crashes-remedy':
    'Inicie-o de novo. Se continuar falhando, reinicie o computador ou reinstale o Sotto.',
  'desktop.page-crashes': 'Uma janela do Sotto falha repetidamente.',
  'desktop.page-crashes-remedy': 'Saia do Sotto e abra-o de novo.',
  'desktop.capture-crashes': 'A parte do Sotto que ouve o microfone falha repetidamente.',
  'desktop.capture-crashes-remedy':
    'Saia do Sotto e abra-o de novo. Em Configurações, Áudio você pode escolher outra forma de ouvir o microfone.',
  'desktop.helper-crashed': 'Uma parte do Sotto falhou: {name}',
  'desktop.helper-crashed-remedy':
    'Ela reinicia sozinha. Se faltar som ou uma janela, saia do Sotto e abra-o de novo.',
  'desktop.helper-crashes': 'Uma parte do Sotto falha repetidamente: {name}',
  'desktop.main-crashed': 'O Sotto encontrou um erro inesperado.',
  'desktop.start-afresh-remedy': 'Inicie o Sotto de novo. Isso interrompe uma chamada em andamento.',
  'desktop.key-hold': 'Segure {key} para perguntar',
  'desktop.key-toggle': 'Pressione {key} para começar e de novo para terminar. {reason}',
  'desktop.hold-unwatched': 'Não foi possível observar se a tecla está pressionada.',
  'desktop.hold-macos':
    'Para segurá-la, permita o Sotto em Ajustes do Sistema, Privacidade e Segurança, Acessibilidade, com “+” se não estiver na lista; o Sotto percebe sozinho.',
  'desktop.hold-wayland': 'No Wayland, os aplicativos não conseguem saber quando uma tecla é solta.',
  'desktop.hold-no-display': 'Não há tela.',
  'desktop.key-for-desktop':
    '{action}: esta área de trabalho não dá teclas globais aos programas. Use a janela ou a bandeja; o manual diz como associar uma nas configurações da área de trabalho',
  'desktop.key-taken': '{action}: {key} é usado por outro programa',
  'desktop.key-twice': '{action}: {key} já significa “{other}”',
  'desktop.key-reserved': '{action}: o sistema reserva {key} para si',
  'desktop.key-unreadable': '{action}: “{key}” não é uma combinação de teclas',
  'desktop.lost-accessibility':
    'Desde a atualização, o macOS não deixa mais o Sotto ver a tecla “Segure e pergunte”. Em Ajustes do Sistema, Privacidade e Segurança, Acessibilidade, remova o Sotto com “−” e adicione-o de novo',
  'desktop.lost-microphone':
    'Desde a atualização, o macOS não deixa mais o Sotto usar o microfone. Em Ajustes do Sistema, Privacidade e Segurança, Microfone, desative o Sotto, ative-o de novo e reinicie o Sotto',
  'desktop.update-look': 'Procurar atualizações no lugar de onde o Sotto foi baixado?',
  'desktop.update-look-button': 'Procurar',
  'desktop.update-found': 'O Sotto {version} está disponível. Baixar?',
  'desktop.update-found-button': 'Baixar',
  'desktop.update-ready': 'A nova versão foi baixada. O Sotto fecha e abre de novo para instalá-la.',
  'desktop.update-ready-button': 'Reiniciar',
  'desktop.update-none': 'O Sotto {version} é a versão mais recente.',
  'desktop.update-failed': 'A atualização não funcionou. Baixe você mesmo a nova versão.',
  'desktop.may.run-program': 'O Sotto pode executar este programa para reconhecer a fala? {subject}',
  'desktop.may.keep-model': 'O Sotto pode ler {subject} e guardar uma cópia como modelo?',
  'desktop.may.read-models': 'O Sotto pode ler {subject} como modelo?',
  'desktop.start-again': 'Iniciar de novo',
  'desktop.quit-button': 'Sair',
  'desktop.cancel': 'Cancelar',
  'desktop.allow': 'Permitir',
};
