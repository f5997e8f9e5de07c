import type { Translation } from '../en/catalogue.ts';
import type { desktop as english } from '../en/desktop.ts';

export const desktop: Translation<typeof english> = {
  'desktop.show': 'Mostrar Sotto',
  'desktop.hide': 'Ocultar Sotto',
  'desktop.recent-answers': 'Respuestas recientes',
  'desktop.no-answers': 'Aún no hay respuestas',
  'desktop.settings': 'Ajustes…',
  'desktop.history': 'Llamadas anteriores…',
  'desktop.diagnostics': 'Diagnóstico…',
  'desktop.look-for-update': 'Buscar actualizaciones…',
  'desktop.hidden': 'Oculto al compartir la pantalla donde el sistema lo permite',
  'desktop.not-hidden': 'Los demás lo ven si compartes toda la pantalla',
  'desktop.not-hidden-title': 'Al compartir la pantalla se ve Sotto',
  'desktop.not-hidden-body':
    'Este sistema no puede excluir una ventana de la pantalla compartida. Comparte solo una ventana u oculta antes Sotto.',
  'desktop.still-running-title': 'Sotto sigue en marcha',
  'desktop.still-running-body':
    'Su ventana está cerrada. El icono de la bandeja la recupera o cierra Sotto. También aparece al iniciar Sotto de nuevo.',
  'desktop.not-on-top': 'Este sistema no mantiene Sotto por encima de otras ventanas',
  'desktop.off-screen': 'La ventana de Sotto no cabe en ninguna pantalla',
  'desktop.not-at-login':
    'El sistema no abre Sotto al iniciar sesión. Permítelo allí entre los ítems de inicio o las aplicaciones de inicio',
  'desktop.engine-restarting': 'El motor se detuvo y se está reiniciando',
  'desktop.engine-given-up': 'El motor se ha detenido',
  'desktop.engine-crashes': 'El motor de Sotto falla una y otra vez.',
  'desktop.engine-crashes-remedy':
    'Vuelve a iniciarlo. Si sigue fallando, reinicia el equipo o instala Sotto de nuevo.',
  'desktop.page-crashes': 'Una ventana de Sotto falla una y otra vez.',
  'desktop.page-crashes-remedy': 'Sal de Sotto y vuelve a abrirlo.',
  'desktop.capture-crashes': 'La parte de Sotto que oye el micrófono falla una y otra vez.',
  'desktop.capture-crashes-remedy':
    'Sal de Sotto y vuelve a abrirlo. En Ajustes, Audio puedes elegir otra forma de oír el micrófono.',
  'desktop.helper-crashed': 'Ha fallado una parte de Sotto: {name}',
  'desktop.helper-crashed-remedy':
    'Se reinicia por sí sola. Si falta el sonido o una ventana, sal de Sotto y vuelve a abrirlo.',
  'desktop.helper-crashes': 'Una parte de Sotto falla una y otra vez: {name}',
  'desktop.main-crashed': 'Sotto ha encontrado un error inesperado.',
  'desktop.start-afresh-remedy': 'Vuelve a iniciar Sotto. Eso interrumpe la llamada en curso.',
  'desktop.key-hold': 'Mantén pulsado {key} para preguntar',
  'desktop.key-toggle': 'Pulsa {key} para empezar y otra vez para terminar. {reason}',
  'desktop.hold-unwatched': 'No se pudo observar si la tecla se mantiene pulsada.',
  'desktop.hold-macos':
    'Para mantenerla pulsada, permite Sotto en Ajustes del Sistema, Privacidad y seguridad, Accesibilidad, con «+» si no aparece; Sotto lo nota por sí solo.',
  'desktop.hold-wayland': 'En Wayland, las aplicaciones no pueden saber cuándo se suelta una tecla.',
  'desktop.hold-no-display': 'No hay pantalla.',
  'desktop.key-for-desktop':
    '{action}: este escritorio no da teclas globales a los programas. Usa la ventana o la bandeja; el manual explica cómo asignar una en los ajustes del escritorio',
  'desktop.key-taken': '{action}: otro programa usa {key}',
  'desktop.key-twice': '{action}: {key} ya significa «{other}»',
  'desktop.key-reserved': '{action}: el sistema se reserva {key}',
  'desktop.key-unreadable': '{action}: «{key}» no es una combinación de teclas',
  'desktop.lost-accessibility':
    'Desde la actualización, macOS ya no deja que Sotto vea la tecla «Mantén y pregunta». En Ajustes del Sistema, Privacidad y seguridad, Accesibilidad, quita Sotto con «−» y añádelo de nuevo',
  'desktop.lost-microphone':
    'Desde la actualización, macOS ya no deja que Sotto use el micrófono. En Ajustes del Sistema, Privacidad y seguridad, Micrófono, desactiva Sotto, vuelve a activarlo y reinicia Sotto',
  'desktop.update-look': '¿Buscar actualizaciones en el sitio del que se descargó Sotto?',
  'desktop.update-look-button': 'Buscar',
  'desktop.update-found': 'Sotto {version} está disponible. ¿Descargarlo?',
  'desktop.update-found-button': 'Descargar',
  'desktop.update-ready':
    'La nueva versión está descargada. Sotto se cierra y se abre de nuevo para instalarla.',
  'desktop.update-ready-button': 'Reiniciar',
  'desktop.update-none': 'Sotto {version} es la versión más reciente.',
  'desktop.update-failed': 'La actualización no funcionó. Descarga tú mismo la nueva versión.',
  'desktop.may.run-program': '¿Puede Sotto ejecutar este programa para reconocer el habla? {subject}',
  'desktop.may.keep-model': '¿Puede Sotto leer {subject} y guardar una copia como modelo?',
  'desktop.may.read-models': '¿Puede Sotto leer {subject} como modelo?',
  'desktop.start-again': 'Iniciar de nuevo',
  'desktop.quit-button': 'Salir',
  'desktop.cancel': 'Cancelar',
  'desktop.allow': 'Permitir',
};
