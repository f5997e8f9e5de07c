import type { Translation } from '../en/catalogue.ts';
import type { guide as english } from '../en/guide.ts';

export const guide: Translation<typeof english> = {
  'guide.progress': 'Passo {index} de {total}',
  'guide.leave': 'Pular o guia',
  'guide.skip-step': 'Pular este passo',
  'guide.back': 'Voltar',
  'guide.next': 'Avançar',
  'guide.finish': 'Concluir',
  'guide.more': 'Mais opções',
  'guide.consent.title': 'Antes que o Sotto ouça',
  'guide.consent.what':
    'O Sotto ouve apenas enquanto você permitir, transforma fala em texto e mostra respostas curtas às perguntas que ouve. O som é descartado assim que é transcrito.',
  'guide.consent.private':
    'Tudo acontece neste computador. Nada sai dele, a menos que você escolha outro servidor.',
  'guide.consent.others':
    'Em muitos lugares é preciso avisar os outros, ou ter o consentimento deles, antes de transcrever uma chamada. Essa parte cabe a você.',
  'guide.consent.all': 'Concordar e configurar tudo',
  'guide.consent.agree': 'Concordar e escolher passo a passo',
  'guide.consent.fetches': 'Baixado em segundo plano: {list}',
  'guide.consent.nothing-to-fetch': 'Tudo o que é necessário já está aqui.',
  'guide.voices.title': 'Quem vai fazer as perguntas?',
  'guide.voices.call': 'As pessoas da chamada',
  'guide.voices.call.hint':
    'Você é “Você”, todos os demais são “Outros”. As perguntas deles são respondidas.',
  'guide.voices.room': 'As pessoas nesta sala',
  'guide.voices.room.hint': 'Um microfone para todos. Quem pergunta recebe resposta.',
  'guide.voices.key': 'Só eu, com uma tecla',
  'guide.voices.key.hint': 'Segure uma tecla, pergunte, solte. Nada mais é respondido.',
  'guide.voices.why-monitor':
    'Recomendado: neste sistema o Sotto ouve o mesmo que você, seja qual for o aplicativo da chamada.',
  'guide.voices.why-page': 'Recomendado: o som de uma chamada pode ser compartilhado com esta janela.',
  'guide.voices.why-room':
    'Recomendado: este sistema não permite ouvir a própria chamada; o microfone ouve todos na sala.',
  'guide.how.title': 'Como o Sotto ouve a chamada',
  'guide.how.monitor': 'Ouvir o que os alto-falantes ou fones reproduzem',
  'guide.how.monitor.hint': 'Funciona com qualquer aplicativo de chamadas e não exige mais nada de você.',
  'guide.how.no-monitor':
    'Neste sistema o Sotto não consegue gravar o que o alto-falante toca: nenhum servidor de som responde ou falta um programa para gravar.',
  'guide.how.page': 'Compartilhar o som da chamada com esta janela',
  'guide.how.page.browser':
    'O navegador pergunta o que compartilhar. Escolha a aba da chamada e ative “Compartilhar também o áudio da guia”.',
  'guide.how.page.browser.windows':
    'O navegador pergunta o que compartilhar. Escolha a aba da chamada, ou a tela inteira no caso de um aplicativo, e ative o som.',
  'guide.how.page.macos':
    'O macOS pergunta uma vez se o Sotto pode gravar o som do sistema. Fica em Ajustes do Sistema, Privacidade e Segurança, Gravação de Tela e Áudio do Sistema.',
  'guide.how.page.windows':
    'O Windows não precisa de permissão. Escolha como dispositivo padrão a saída que a sua chamada usa.',
  'guide.how.page.linux': 'A área de trabalho pergunta o que compartilhar. Escolha a tela, com o som.',
  'guide.mic.test': 'Testar o som',
  'guide.mic.stop': 'Parar o teste',
  'guide.mic.denied.title': 'O Sotto não pode usar o microfone',
  'guide.mic.denied':
    'Clique no símbolo do microfone ou do cadeado ao lado do endereço e permita, ou permita nas configurações de privacidade do sistema. Em um computador gerenciado isso talvez não seja possível: então digite as perguntas ou deixe o Sotto ouvir apenas a chamada.',
  'guide.mic.without': 'Continuar sem microfone',
  'guide.speech.title': 'O que transforma fala em texto',
  'guide.speech.ready': 'O reconhecimento de fala está pronto.',
  'guide.speech.recommended':
    '{name} é o que melhor serve a este computador e ao seu idioma. {size}, {licence}. Funciona aqui e depois não precisa de internet.',
  'guide.speech.get': 'Baixar {name}',
  'guide.speech.none': 'Nenhum modelo é recomendado para este computador. Escolha um da lista.',
  'guide.loading': 'Carregando…',
  'guide.downloading': 'O download está em andamento. Enquanto isso, você pode continuar.',
  'guide.answers.title': 'O que responde às perguntas',
  'guide.answers.ready': '{name} responde, neste computador.',
  'guide.answers.ready-elsewhere': '{name} responde, em outro computador.',
  'guide.answers.no-model': 'O Ollama está em execução, mas não tem modelo que possa responder.',
  'guide.answers.stopped': 'O Ollama está instalado, mas não está em execução.',
  'guide.answers.start-ollama': 'Iniciar o Ollama',
  'guide.answers.starting': 'Iniciando o Ollama…',
  'guide.answers.absent':
    'O Ollama não está neste computador. Você não precisa dele: o Sotto tem um modelo próprio.',
  'guide.answers.built-in': 'Baixar {name} ({size})',
  'guide.answers.licence': '{licence}. Funciona dentro do Sotto e foi escolhido para este computador.',
  'guide.answers.install': 'Usar o Ollama em vez disso',
  'guide.answers.install.linux':
    'Abra ollama.com/download no navegador e siga os passos para Linux, ou procure “ollama” na sua central de programas. O Sotto o encontra sozinho.',
  'guide.answers.install.macos':
    'Abra ollama.com/download no navegador, baixe o aplicativo, arraste-o para Aplicativos e abra-o uma vez. O Sotto o encontra sozinho.',
  'guide.answers.install.windows':
    'Abra ollama.com/download no navegador, execute o instalador e espere pelo símbolo ao lado do relógio. O Sotto o encontra sozinho.',
  'guide.answers.measure': 'Encontrar o melhor modelo para este computador',
  'guide.answers.measuring': 'Medindo {name}…',
  'guide.answers.measured': '{name}: primeira palavra após {latency}',
  'guide.answers.not-measured': '{name}: não foi possível medir',
  'guide.answers.chosen':
    'Escolhido por medição: o maior modelo cuja primeira palavra chega em até 1,5 segundo. Fica até você escolher outro.',
  'guide.rehearsal.title': 'Faça a sua primeira pergunta',
  'guide.rehearsal.ask': 'Escolha uma pergunta, digite a sua ou fale.',
  'guide.rehearsal.sample-1': 'Qual é a diferença entre um processo e uma thread?',
  'guide.rehearsal.sample-2': 'Como você lida com prazos apertados?',
  'guide.rehearsal.sample-3': 'Por que o seu produto vale o preço?',
  'guide.rehearsal.type': 'Digite uma pergunta',
  'guide.rehearsal.send': 'Perguntar',
  'guide.rehearsal.say': 'Prefiro falar',
  'guide.rehearsal.saying': 'Pergunte agora em voz alta. O que o Sotto ouve:',
  'guide.rehearsal.hold': 'Segure e pergunte',
  'guide.rehearsal.answered': 'Respondido por {model}, primeiras palavras após {latency}.',
  'guide.rehearsal.not-yet':
    'Os seus modelos ainda não estão aqui. Enquanto isso, veja como funciona: uma chamada gravada, cujas perguntas são respondidas por dois modelos minúsculos integrados.',
  'guide.rehearsal.loading':
    'Os seus modelos estão sendo carregados. Enquanto isso, veja como funciona: uma chamada gravada, cujas perguntas são respondidas por dois modelos minúsculos integrados.',
  'guide.rehearsal.demo': 'Reproduzir a chamada de demonstração',
  'guide.rehearsal.demo-stop': 'Parar a demonstração',
  'guide.rehearsal.get': 'Obter o que falta',
  'guide.rehearsal.next': 'Por fim, verifique o som como uma chamada o usa.',
  'check.title': 'Verificação do som',
  'check.start': 'Verificar o som',
  'check.stop': 'Parar a verificação',
  'check.close': 'Fechar e parar de ouvir',
  'check.go': 'Começar a chamada',
  'check.say': 'Diga algumas palavras.',
  'check.play': 'Deixe alguém na chamada falar, ou reproduza um vídeo.',
  'check.no-sound': 'Não chega som.',
  'check.sound': 'O som chega. Aguardando palavras…',
  'check.no-words': 'O som chega. As palavras virão quando o reconhecimento de fala estiver pronto.',
  'check.heard': 'Ouvido: “{words}”',
  'check.off': 'Não é ouvido, como você escolheu.',
  'check.passed': 'Os dois lados são ouvidos. Tudo pronto para a chamada.',
  'check.passed-one': 'Sua voz é ouvida. Tudo pronto.',
  'consent.title': 'Antes que o Sotto ouça',
  'consent.sound':
    'O Sotto capta o seu microfone e, se você quiser, o que os outros dizem na chamada. O som é descartado assim que é transcrito.',
  'consent.kept':
    'O texto e as respostas ficam guardados neste computador; em Configurações, Privacidade, você pode fazer com que sejam esquecidos.',
  'consent.forgotten': 'O texto e as respostas são esquecidos quando o Sotto é encerrado.',
  'consent.stays': 'Nada sai deste computador, a menos que você escolha outro servidor.',
  'consent.others':
    'Em muitos lugares a lei exige avisar os outros, ou ter o consentimento deles, antes de transcrever uma chamada. Isso cabe a você.',
  'consent.refuse': 'Não ouvir',
  'consent.agree': 'Concordo, começar a ouvir',
};
