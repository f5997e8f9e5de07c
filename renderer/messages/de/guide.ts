import type { Translation } from '../en/catalogue.ts';
import type { guide as english } from '../en/guide.ts';

export const guide: Translation<typeof english> = {
  'guide.progress': 'Schritt {index} von {total}',
  'guide.leave': 'Einrichtung überspringen',
  'guide.skip-step': 'Diesen Schritt überspringen',
  'guide.back': 'Zurück',
  'guide.next': 'Weiter',
  'guide.finish': 'Fertig',
  'guide.more': 'Mehr Auswahl',
  'guide.consent.title': 'Bevor Sotto zuhört',
  'guide.consent.what':
    'Sotto hört nur zu, solange du es erlaubst, wandelt Sprache in Text um und zeigt kurze Antworten auf die Fragen, die es hört. Ton wird verworfen, sobald er transkribiert ist.',
  'guide.consent.private':
    'Alles geschieht auf diesem Rechner. Nichts verlässt ihn, außer du wählst selbst einen anderen Server.',
  'guide.consent.others':
    'Vielerorts müssen die anderen informiert werden oder zustimmen, bevor ein Gespräch transkribiert wird. Dafür bist du verantwortlich.',
  'guide.consent.all': 'Zustimmen und alles einrichten',
  'guide.consent.agree': 'Zustimmen und Schritt für Schritt wählen',
  'guide.consent.fetches': 'Wird im Hintergrund geladen: {list}',
  'guide.consent.nothing-to-fetch': 'Alles Nötige ist bereits vorhanden.',
  'guide.voices.title': 'Wer wird die Fragen stellen?',
  'guide.voices.call': 'Die anderen im Gespräch',
  'guide.voices.call.hint': 'Du bist „Du“, alle übrigen sind „Andere“. Deren Fragen werden beantwortet.',
  'guide.voices.room': 'Personen in diesem Raum',
  'guide.voices.room.hint': 'Ein Mikrofon für alle. Wer fragt, bekommt eine Antwort.',
  'guide.voices.key': 'Nur ich, mit einer Taste',
  'guide.voices.key.hint': 'Taste halten, fragen, loslassen. Sonst wird nichts beantwortet.',
  'guide.voices.why-monitor':
    'Empfohlen: Auf diesem System hört Sotto, was du hörst, egal in welcher App das Gespräch läuft.',
  'guide.voices.why-page': 'Empfohlen: Der Ton eines Gesprächs lässt sich mit diesem Fenster teilen.',
  'guide.voices.why-room':
    'Empfohlen: Dieses System bietet keinen Weg, das Gespräch selbst zu hören; das Mikrofon hört alle im Raum.',
  'guide.how.title': 'So hört Sotto das Gespräch',
  'guide.how.monitor': 'Mithören, was Lautsprecher oder Headset wiedergeben',
  'guide.how.monitor.hint': 'Funktioniert mit jeder Anruf-App; du musst nichts weiter tun.',
  'guide.how.no-monitor':
    'Auf diesem System kann Sotto nicht aufnehmen, was der Lautsprecher spielt: Es antwortet kein Tonserver, oder es fehlt ein Programm dafür.',
  'guide.how.page': 'Den Ton des Gesprächs für dieses Fenster freigeben',
  'guide.how.page.browser':
    'Der Browser fragt, was freigegeben werden soll. Wähle den Tab des Gesprächs und schalte „Tab-Audio ebenfalls freigeben“ ein.',
  'guide.how.page.browser.windows':
    'Der Browser fragt, was freigegeben werden soll. Wähle den Tab des Gesprächs, bei einer Anruf-App den ganzen Bildschirm, und schalte den Ton ein.',
  'guide.how.page.macos':
    'macOS fragt einmal, ob Sotto den Systemton aufnehmen darf. Du findest das unter Systemeinstellungen, Datenschutz & Sicherheit, Bildschirm- & Systemaudioaufnahme.',
  'guide.how.page.windows':
    'Windows braucht keine Erlaubnis. Mach die Ausgabe, über die dein Gespräch läuft, zum Standardgerät.',
  'guide.how.page.linux':
    'Der Desktop fragt, was freigegeben werden soll. Wähle den Bildschirm mit seinem Ton.',
  'guide.mic.test': 'Ton testen',
  'guide.mic.stop': 'Test beenden',
  'guide.mic.denied.title': 'Sotto darf das Mikrofon nicht verwenden',
  'guide.mic.denied':
    'Klicke auf das Mikrofon- oder Schlosssymbol neben der Adresse und erlaube es, oder erlaube es in den Datenschutzeinstellungen des Systems. Auf einem verwalteten Rechner geht das vielleicht nicht: Tippe dann deine Fragen ein oder lass Sotto nur die anderen hören.',
  'guide.mic.without': 'Ohne Mikrofon weiter',
  'guide.speech.title': 'Was Sprache in Text umwandelt',
  'guide.speech.ready': 'Die Spracherkennung ist bereit.',
  'guide.speech.recommended':
    '{name} passt am besten zu diesem Rechner und deiner Sprache. {size}, {licence}. Es läuft hier und braucht danach kein Internet.',
  'guide.speech.get': '{name} laden',
  'guide.speech.none': 'Für diesen Rechner wird kein Modell empfohlen. Wähle eines aus der Liste.',
  'guide.loading': 'Wird geladen …',
  'guide.downloading': 'Der Download läuft. Du kannst inzwischen weitermachen.',
  'guide.answers.title': 'Was die Fragen beantwortet',
  'guide.answers.ready': '{name} antwortet, auf diesem Rechner.',
  'guide.answers.ready-elsewhere': '{name} antwortet, auf einem anderen Rechner.',
  'guide.answers.no-model': 'Ollama läuft, hat aber kein Modell, das antworten kann.',
  'guide.answers.stopped': 'Ollama ist installiert, läuft aber nicht.',
  'guide.answers.start-ollama': 'Ollama starten',
  'guide.answers.starting': 'Ollama wird gestartet …',
  'guide.answers.absent':
    'Ollama ist nicht auf diesem Rechner. Du brauchst es nicht: Sotto hat ein eigenes Modell.',
  'guide.answers.built-in': '{name} laden ({size})',
  'guide.answers.licence': '{licence}. Es läuft in Sotto und ist passend zu diesem Rechner gewählt.',
  'guide.answers.install': 'Stattdessen Ollama verwenden',
  'guide.answers.install.linux':
    'Öffne ollama.com/download im Browser und folge den Schritten für Linux, oder suche „ollama“ in deiner Softwareverwaltung. Sotto findet es von selbst.',
  'guide.answers.install.macos':
    'Öffne ollama.com/download im Browser, lade die App, zieh sie in „Programme“ und öffne sie einmal. Sotto findet sie von selbst.',
  'guide.answers.install.windows':
    'Öffne ollama.com/download im Browser, starte das Installationsprogramm und warte auf das Symbol neben der Uhr. Sotto findet es von selbst.',
  'guide.answers.measure': 'Das beste Modell für diesen Rechner finden',
  'guide.answers.measuring': '{name} wird gemessen …',
  'guide.answers.measured': '{name}: erstes Wort nach {latency}',
  'guide.answers.not-measured': '{name}: konnte nicht gemessen werden',
  'guide.answers.chosen':
    'Durch Messen gewählt: das größte Modell, dessen erstes Wort innerhalb von 1,5 Sekunden kommt. Es bleibt, bis du ein anderes wählst.',
  'guide.rehearsal.title': 'Stell deine erste Frage',
  'guide.rehearsal.ask': 'Wähle eine Frage, tippe eine eigene ein oder sprich sie.',
  'guide.rehearsal.sample-1': 'Was ist der Unterschied zwischen einem Prozess und einem Thread?',
  'guide.rehearsal.sample-2': 'Wie gehen Sie mit engen Terminen um?',
  'guide.rehearsal.sample-3': 'Warum ist Ihr Produkt seinen Preis wert?',
  'guide.rehearsal.type': 'Frage eintippen',
  'guide.rehearsal.send': 'Fragen',
  'guide.rehearsal.say': 'Lieber sprechen',
  'guide.rehearsal.saying': 'Frag jetzt laut. Sotto hört:',
  'guide.rehearsal.hold': 'Halten zum Fragen',
  'guide.rehearsal.answered': 'Beantwortet von {model}, erste Wörter nach {latency}.',
  'guide.rehearsal.not-yet':
    'Deine Modelle sind noch nicht da. Sieh dir inzwischen an, wie es geht: ein aufgezeichnetes Gespräch, dessen Fragen zwei winzige eingebaute Modelle beantworten.',
  'guide.rehearsal.loading':
    'Deine Modelle werden geladen. Sieh dir inzwischen an, wie es geht: ein aufgezeichnetes Gespräch, dessen Fragen zwei winzige eingebaute Modelle beantworten.',
  'guide.rehearsal.demo': 'Demogespräch abspielen',
  'guide.rehearsal.demo-stop': 'Demogespräch beenden',
  'guide.rehearsal.get': 'Fehlendes laden',
  'guide.rehearsal.next': 'Zum Schluss: Prüfe den Ton so, wie ihn ein Gespräch nutzt.',
  'check.title': 'Tonprüfung',
  'check.start': 'Ton prüfen',
  'check.stop': 'Prüfung beenden',
  'check.close': 'Schließen und nicht mehr zuhören',
  'check.go': 'Gespräch beginnen',
  'check.say': 'Sag ein paar Worte.',
  'check.play': 'Lass jemanden im Gespräch etwas sagen, oder spiel ein Video ab.',
  'check.no-sound': 'Es kommt kein Ton an.',
  'check.sound': 'Ton kommt an. Wartet auf Wörter …',
  'check.no-words': 'Ton kommt an. Wörter folgen, sobald die Spracherkennung bereit ist.',
  'check.heard': 'Gehört: „{words}“',
  'check.off': 'Wird nicht mitgehört; so hast du es gewählt.',
  'check.passed': 'Beide Seiten sind zu hören. Du bist bereit für das Gespräch.',
  'check.passed-one': 'Du bist zu hören. Du bist bereit.',
  'consent.title': 'Bevor Sotto zuhört',
  'consent.sound':
    'Sotto nimmt dein Mikrofon auf und, wenn du es willst, was die anderen im Gespräch sagen. Der Ton wird verworfen, sobald er transkribiert ist.',
  'consent.kept':
    'Text und Antworten bleiben auf diesem Rechner gespeichert; unter Einstellungen, Datenschutz kannst du festlegen, dass sie vergessen werden.',
  'consent.forgotten': 'Text und Antworten werden vergessen, wenn Sotto beendet wird.',
  'consent.stays': 'Nichts verlässt diesen Rechner, solange du keinen anderen Server einträgst.',
  'consent.others':
    'Vielerorts musst du die anderen informieren oder ihre Zustimmung haben, bevor ein Gespräch transkribiert wird. Dafür bist du verantwortlich.',
  'consent.refuse': 'Nicht zuhören',
  'consent.agree': 'Einverstanden, zuhören',
};
