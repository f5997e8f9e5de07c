import type { Translation } from '../en/catalogue.ts';
import type { desktop as english } from '../en/desktop.ts';

export const desktop: Translation<typeof english> = {
  'desktop.show': 'Sotto anzeigen',
  'desktop.hide': 'Sotto ausblenden',
  'desktop.recent-answers': 'Letzte Antworten',
  'desktop.no-answers': 'Noch keine Antworten',
  'desktop.settings': 'Einstellungen …',
  'desktop.history': 'Frühere Gespräche …',
  'desktop.diagnostics': 'Diagnose …',
  'desktop.look-for-update': 'Nach Updates suchen …',
  'desktop.hidden': 'Beim Teilen des Bildschirms ausgeblendet, wo das System es unterstützt',
  'desktop.not-hidden': 'Für andere sichtbar, wenn du den ganzen Bildschirm teilst',
  'desktop.not-hidden-title': 'Geteilte Bildschirme zeigen Sotto',
  'desktop.not-hidden-body':
    'Dieses System kann kein Fenster aus einem geteilten Bildschirm heraushalten. Teile nur ein Fenster oder blende Sotto vorher aus.',
  'desktop.still-running-title': 'Sotto läuft weiter',
  'desktop.still-running-body':
    'Das Fenster ist geschlossen. Das Symbol in der Leiste holt es zurück oder beendet Sotto. Auch ein neuer Start von Sotto zeigt es.',
  'desktop.not-on-top': 'Dieses System hält Sotto nicht über anderen Fenstern',
  'desktop.off-screen': 'Sottos Fenster lässt sich auf keinem Bildschirm platzieren',
  'desktop.not-at-login':
    'Das System startet Sotto beim Anmelden nicht. Erlaube es dort unter den Anmeldeobjekten oder Autostart-Apps',
  'desktop.engine-restarting': 'Die Engine ist stehen geblieben und startet neu',
  'desktop.engine-given-up': 'Die Engine ist stehen geblieben',
  'desktop.engine-crashes': 'Die Engine von Sotto stürzt immer wieder ab.',
  'desktop.engine-crashes-remedy':
    'Starte sie neu. Stürzt sie weiter ab, starte den Computer neu oder installiere Sotto noch einmal.',
  'desktop.page-crashes': 'Ein Fenster von Sotto stürzt immer wieder ab.',
  'desktop.page-crashes-remedy': 'Beende Sotto und starte es neu.',
  'desktop.capture-crashes': 'Der Teil von Sotto, der das Mikrofon hört, stürzt immer wieder ab.',
  'desktop.capture-crashes-remedy':
    'Beende Sotto und starte es neu. Unter Einstellungen, Audio kannst du einen anderen Weg zum Mikrofon wählen.',
  'desktop.helper-crashed': 'Ein Teil von Sotto ist abgestürzt: {name}',
  'desktop.helper-crashed-remedy':
    'Er startet von selbst neu. Fehlt danach Ton oder ein Fenster, beende Sotto und starte es neu.',
  'desktop.helper-crashes': 'Ein Teil von Sotto stürzt immer wieder ab: {name}',
  'desktop.main-crashed': 'In Sotto ist ein unerwarteter Fehler aufgetreten.',
  'desktop.start-afresh-remedy': 'Starte Sotto neu. Ein laufendes Gespräch wird dabei unterbrochen.',
  'desktop.key-hold': 'Zum Fragen {key} gedrückt halten',
  'desktop.key-toggle': '{key} drücken, um zu beginnen, und noch einmal, um zu enden. {reason}',
  'desktop.hold-unwatched': 'Ob die Taste gehalten wird, ließ sich nicht feststellen.',
  'desktop.hold-macos':
    'Um sie stattdessen zu halten, erlaube Sotto unter Systemeinstellungen, Datenschutz & Sicherheit, Bedienungshilfen, mit „+“, wenn es dort fehlt; Sotto merkt es von selbst.',
  'desktop.hold-wayland': 'Unter Wayland erfahren Apps nicht, wann eine Taste losgelassen wird.',
  'desktop.hold-no-display': 'Es gibt keinen Bildschirm.',
  'desktop.key-for-desktop':
    '{action}: Dieser Desktop gibt Programmen keine globalen Tasten. Nimm das Fenster oder die Leiste; im Handbuch steht, wie du in den Einstellungen des Desktops eine belegst',
  'desktop.key-taken': '{action}: {key} wird von einem anderen Programm benutzt',
  'desktop.key-twice': '{action}: {key} bedeutet schon „{other}“',
  'desktop.key-reserved': '{action}: {key} behält das System für sich',
  'desktop.key-unreadable': '{action}: „{key}“ ist keine Tastenkombination',
  'desktop.lost-accessibility':
    'Seit dem Update lässt macOS Sotto die Taste „Halten zum Fragen“ nicht mehr sehen. Entferne Sotto unter Systemeinstellungen, Datenschutz & Sicherheit, Bedienungshilfen mit „−“ und füge es wieder hinzu',
  'desktop.lost-microphone':
    'Seit dem Update lässt macOS Sotto das Mikrofon nicht mehr benutzen. Schalte Sotto in den Systemeinstellungen unter „Datenschutz & Sicherheit“, „Mikrofon“ aus und wieder ein und starte Sotto neu',
  'desktop.update-look': 'Dort nach Updates suchen, wo Sotto heruntergeladen wurde?',
  'desktop.update-look-button': 'Suchen',
  'desktop.update-found': 'Sotto {version} ist verfügbar. Herunterladen?',
  'desktop.update-found-button': 'Herunterladen',
  'desktop.update-ready': 'Die neue Version ist heruntergeladen. Um sie zu installieren, startet Sotto neu.',
  'desktop.update-ready-button': 'Neu starten',
  'desktop.update-none': 'Sotto {version} ist die neueste Version.',
  'desktop.update-failed': 'Das Update ist misslungen. Lade die neue Version stattdessen selbst herunter.',
  'desktop.may.run-program': 'Darf Sotto dieses Programm ausführen, um Sprache zu erkennen? {subject}',
  'desktop.may.keep-model': 'Darf Sotto {subject} lesen und eine Kopie als Modell behalten?',
  'desktop.may.read-models': 'Darf Sotto {subject} als Modell lesen?',
  'desktop.start-again': 'Neu starten',
  'desktop.quit-button': 'Beenden',
  'desktop.cancel': 'Abbrechen',
  'desktop.allow': 'Erlauben',
};
