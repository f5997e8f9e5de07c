import type { Translation } from '../en/catalogue.ts';
import type { desktop as english } from '../en/desktop.ts';

export const desktop: Translation<typeof english> = {
  'desktop.show': 'Afficher Sotto',
  'desktop.hide': 'Masquer Sotto',
  'desktop.recent-answers': 'Réponses récentes',
  'desktop.no-answers': 'Pas encore de réponse',
  'desktop.settings': 'Réglages…',
  'desktop.history': 'Appels passés…',
  'desktop.diagnostics': 'Diagnostic…',
  'desktop.look-for-update': 'Rechercher une mise à jour…',
  'desktop.hidden': 'Masqué lors du partage d’écran si le système le permet',
  'desktop.not-hidden': 'Visible par les autres si vous partagez tout l’écran',
  'desktop.not-hidden-title': 'Le partage d’écran montre Sotto',
  'desktop.not-hidden-body':
    'Ce système ne peut pas exclure une fenêtre d’un écran partagé. Partagez une seule fenêtre, ou masquez d’abord Sotto.',
  'desktop.still-running-title': 'Sotto est toujours actif',
  'desktop.still-running-body':
    'Sa fenêtre est fermée. L’icône de la zone de notification la ramène ou quitte Sotto. Relancer Sotto l’affiche aussi.',
  'desktop.not-on-top': 'Ce système ne garde pas Sotto au-dessus des autres fenêtres',
  'desktop.off-screen': 'La fenêtre de Sotto ne peut être placée sur aucun écran',
  'desktop.not-at-login':
    'Le système ne lance pas Sotto à l’ouverture de session. Autorisez-le parmi les éléments d’ouverture ou les applications de démarrage',
  'desktop.engine-restarting': 'Le moteur s’est arrêté et redémarre',
  'desktop.engine-given-up': 'Le moteur s’est arrêté',
  'desktop.engine-crashes': 'Le moteur de Sotto plante à répétition.',
  'desktop.engine-crashes-remedy':
    'Relancez-le. S’il plante encore, redémarrez l’ordinateur ou réinstallez Sotto.',
  'desktop.page-crashes': 'Une fenêtre de Sotto plante à répétition.',
  'desktop.page-crashes-remedy': 'Quittez Sotto et relancez-le.',
  'desktop.capture-crashes': 'La partie de Sotto qui entend le micro plante à répétition.',
  'desktop.capture-crashes-remedy':
    'Quittez Sotto et relancez-le. Dans Réglages, Audio, vous pouvez choisir une autre façon d’entendre le micro.',
  'desktop.helper-crashed': 'Une partie de Sotto a planté : {name}',
  'desktop.helper-crashed-remedy':
    'Elle redémarre toute seule. S’il manque le son ou une fenêtre, quittez Sotto et relancez-le.',
  'desktop.helper-crashes': 'Une partie de Sotto plante à répétition : {name}',
  'desktop.main-crashed': 'Sotto a rencontré une erreur inattendue.',
  'desktop.start-afresh-remedy': 'Relancez Sotto. Un appel en cours sera interrompu.',
  'desktop.key-hold': 'Maintenez {key} pour demander',
  'desktop.key-toggle': 'Appuyez sur {key} pour commencer et de nouveau pour finir. {reason}',
  'desktop.hold-unwatched': 'Impossible d’observer si la touche est maintenue.',
  'desktop.hold-macos':
    'Pour la maintenir, autorisez Sotto dans Réglages Système, Confidentialité et sécurité, Accessibilité, avec « + » s’il n’y figure pas ; Sotto le remarque tout seul.',
  'desktop.hold-wayland':
    'Sous Wayland, les applications ne peuvent pas savoir quand une touche est relâchée.',
  'desktop.hold-no-display': 'Il n’y a pas d’écran.',
  'desktop.key-for-desktop':
    '{action} : ce bureau ne donne pas de touches globales aux programmes. Utilisez la fenêtre ou l’icône de la zone de notification ; le manuel explique comment en associer une dans les réglages du bureau',
  'desktop.key-taken': '{action} : {key} est utilisé par un autre programme',
  'desktop.key-twice': '{action} : {key} signifie déjà « {other} »',
  'desktop.key-reserved': '{action} : le système se réserve {key}',
  'desktop.key-unreadable': '{action} : « {key} » n’est pas une combinaison de touches',
  'desktop.lost-accessibility':
    'Depuis la mise à jour, macOS ne laisse plus Sotto voir la touche « Maintenir pour demander ». Dans Réglages Système, Confidentialité et sécurité, Accessibilité, retirez Sotto avec « − » puis ajoutez-le de nouveau',
  'desktop.lost-microphone':
    'Depuis la mise à jour, macOS ne laisse plus Sotto utiliser le micro. Dans Réglages Système, Confidentialité et sécurité, Microphone, désactivez Sotto, réactivez-le, puis relancez Sotto',
  'desktop.update-look': 'Rechercher des mises à jour là où Sotto a été téléchargé ?',
  'desktop.update-look-button': 'Rechercher',
  'desktop.update-found': 'Sotto {version} est disponible. Le télécharger ?',
  'desktop.update-found-button': 'Télécharger',
  'desktop.update-ready': 'La nouvelle version est téléchargée. Sotto redémarre pour l’installer.',
  'desktop.update-ready-button': 'Redémarrer',
  'desktop.update-none': 'Sotto {version} est la version la plus récente.',
  'desktop.update-failed': 'La mise à jour a échoué. Téléchargez vous-même la nouvelle version.',
  'desktop.may.run-program': 'Sotto peut-il exécuter ce programme pour reconnaître la parole ? {subject}',
  'desktop.may.keep-model': 'Sotto peut-il lire {subject} et en garder une copie comme modèle ?',
  'desktop.may.read-models': 'Sotto peut-il lire {subject} comme modèle ?',
  'desktop.start-again': 'Relancer',
  'desktop.quit-button': 'Quitter',
  'desktop.cancel': 'Annuler',
  'desktop.allow': 'Autoriser',
};
