import type { Translation } from '../en/catalogue.ts';
import type { guide as english } from '../en/guide.ts';

export const guide: Translation<typeof english> = {
  'guide.progress': 'Étape {index} sur {total}',
  'guide.leave': 'Passer le guide',
  'guide.skip-step': 'Passer cette étape',
  'guide.back': 'Retour',
  'guide.next': 'Suivant',
  'guide.finish': 'Terminer',
  'guide.more': 'Plus de choix',
  'guide.consent.title': 'Avant que Sotto n’écoute',
  'guide.consent.what':
    'Sotto n’écoute que lorsque vous le permettez, transforme la parole en texte et affiche de courtes réponses aux questions qu’il entend. Le son est supprimé dès qu’il est transcrit.',
  'guide.consent.private':
    'Tout se passe sur cet ordinateur. Rien n’en sort, sauf si vous choisissez vous-même un autre serveur.',
  'guide.consent.others':
    'Dans bien des pays, il faut prévenir les autres, ou obtenir leur accord, avant de transcrire un appel. Cela vous revient.',
  'guide.consent.all': 'Accepter et tout configurer',
  'guide.consent.agree': 'Accepter et choisir étape par étape',
  'guide.consent.fetches': 'Téléchargé en arrière-plan : {list}',
  'guide.consent.nothing-to-fetch': 'Tout le nécessaire est déjà là.',
  'guide.voices.title': 'Qui posera les questions ?',
  'guide.voices.call': 'Les personnes de l’appel',
  'guide.voices.call.hint':
    'Vous êtes « Vous », tous les autres sont « Autres ». Leurs questions reçoivent une réponse.',
  'guide.voices.room': 'Les personnes de cette pièce',
  'guide.voices.room.hint': 'Un micro pour tout le monde. Qui pose une question reçoit une réponse.',
  'guide.voices.key': 'Moi uniquement, avec une touche',
  'guide.voices.key.hint':
    'Maintenez une touche, posez la question, relâchez. Rien d’autre ne reçoit de réponse.',
  'guide.voices.why-monitor':
    'Recommandé : sur ce système, Sotto peut entendre ce que vous entendez, quelle que soit l’application de l’appel.',
  'guide.voices.why-page': 'Recommandé : le son d’un appel peut être partagé avec cette fenêtre.',
  'guide.voices.why-room':
    'Recommandé : ce système ne permet pas d’entendre l’appel lui-même ; le micro entend toutes les personnes présentes.',
  'guide.how.title': 'Comment Sotto entend l’appel',
  'guide.how.monitor': 'Écouter ce que jouent les haut-parleurs ou le casque',
  'guide.how.monitor.hint': 'Fonctionne avec toutes les applications d’appel, sans rien d’autre à faire.',
  'guide.how.no-monitor':
    'Sur ce système, Sotto ne peut pas enregistrer ce que joue le haut-parleur : aucun serveur de son ne répond, ou il manque un programme pour l’enregistrer.',
  'guide.how.page': 'Partager le son de l’appel avec cette fenêtre',
  'guide.how.page.browser':
    'Le navigateur demande ce qu’il faut partager. Choisissez l’onglet de l’appel et activez « Partager également l’audio de l’onglet ».',
  'guide.how.page.browser.windows':
    'Le navigateur demande ce qu’il faut partager. Choisissez l’onglet de l’appel, ou tout l’écran pour une application, et activez le son.',
  'guide.how.page.macos':
    'macOS demande une fois si Sotto peut enregistrer le son du système. C’est dans Réglages Système, Confidentialité et sécurité, Enregistrement de l’écran et de l’audio système.',
  'guide.how.page.windows':
    'Windows ne demande aucune autorisation. Choisissez comme périphérique par défaut la sortie qu’utilise votre appel.',
  'guide.how.page.linux': 'Le bureau demande ce qu’il faut partager. Choisissez l’écran, avec son audio.',
  'guide.mic.test': 'Tester le son',
  'guide.mic.stop': 'Arrêter le test',
  'guide.mic.denied.title': 'Sotto ne peut pas utiliser le micro',
  'guide.mic.denied':
    'Cliquez sur le symbole du micro ou du cadenas à côté de l’adresse et autorisez-le, ou autorisez-le dans les réglages de confidentialité du système. Sur un ordinateur géré, ce n’est pas toujours possible : tapez alors vos questions, ou laissez Sotto n’écouter que l’appel.',
  'guide.mic.without': 'Continuer sans micro',
  'guide.speech.title': 'Ce qui transforme la parole en texte',
  'guide.speech.ready': 'La reconnaissance vocale est prête.',
  'guide.speech.recommended':
    '{name} convient le mieux à cet ordinateur et à votre langue. {size}, {licence}. Il fonctionne ici et n’a ensuite pas besoin d’internet.',
  'guide.speech.get': 'Télécharger {name}',
  'guide.speech.none': 'Aucun modèle n’est recommandé pour cet ordinateur. Choisissez-en un dans la liste.',
  'guide.loading': 'Chargement…',
  'guide.downloading': 'Téléchargement en cours. Vous pouvez continuer pendant ce temps.',
  'guide.answers.title': 'Ce qui répond aux questions',
  'guide.answers.ready': '{name} répond, sur cet ordinateur.',
  'guide.answers.ready-elsewhere': '{name} répond, sur un autre ordinateur.',
  'guide.answers.no-model': 'Ollama fonctionne, mais n’a aucun modèle capable de répondre.',
  'guide.answers.stopped': 'Ollama est installé, mais ne fonctionne pas.',
  'guide.answers.start-ollama': 'Démarrer Ollama',
  'guide.answers.starting': 'Démarrage d’Ollama…',
  'guide.answers.absent':
    'Ollama n’est pas sur cet ordinateur. Vous n’en avez pas besoin : Sotto a son propre modèle.',
  'guide.answers.built-in': 'Télécharger {name} ({size})',
  'guide.answers.licence': '{licence}. Il fonctionne dans Sotto et est choisi pour cet ordinateur.',
  'guide.answers.install': 'Utiliser plutôt Ollama',
  'guide.answers.install.linux':
    'Ouvrez ollama.com/download dans votre navigateur et suivez les étapes pour Linux, ou cherchez « ollama » dans votre logithèque. Sotto le trouve tout seul.',
  'guide.answers.install.macos':
    'Ouvrez ollama.com/download dans votre navigateur, récupérez l’application, glissez-la dans Applications et ouvrez-la une fois. Sotto la trouve tout seul.',
  'guide.answers.install.windows':
    'Ouvrez ollama.com/download dans votre navigateur, lancez le programme d’installation et attendez son symbole près de l’horloge. Sotto le trouve tout seul.',
  'guide.answers.measure': 'Trouver le meilleur modèle pour cet ordinateur',
  'guide.answers.measuring': 'Mesure de {name}…',
  'guide.answers.measured': '{name} : premier mot après {latency}',
  'guide.answers.not-measured': '{name} : mesure impossible',
  'guide.answers.chosen':
    'Choisi par la mesure : le plus grand modèle dont le premier mot arrive en moins de 1,5 seconde. Il reste jusqu’à ce que vous en choisissiez un autre.',
  'guide.rehearsal.title': 'Posez votre première question',
  'guide.rehearsal.ask': 'Choisissez une question, tapez la vôtre ou dites-la.',
  'guide.rehearsal.sample-1': 'Quelle est la différence entre un processus et un thread ?',
  'guide.rehearsal.sample-2': 'Comment gérez-vous les délais serrés ?',
  'guide.rehearsal.sample-3': 'Pourquoi votre produit vaut-il son prix ?',
  'guide.rehearsal.type': 'Tapez une question',
  'guide.rehearsal.send': 'Demander',
  'guide.rehearsal.say': 'La poser à voix haute',
  'guide.rehearsal.saying': 'Posez la question à voix haute. Ce que Sotto entend :',
  'guide.rehearsal.hold': 'Maintenir pour demander',
  'guide.rehearsal.answered': 'Réponse de {model}, premiers mots après {latency}.',
  'guide.rehearsal.not-yet':
    'Vos modèles ne sont pas encore là. En attendant, voyez comment cela marche : un appel enregistré, dont deux minuscules modèles intégrés traitent les questions.',
  'guide.rehearsal.loading':
    'Vos modèles se chargent. En attendant, voyez comment cela marche : un appel enregistré, dont deux minuscules modèles intégrés traitent les questions.',
  'guide.rehearsal.demo': 'Lire l’appel de démonstration',
  'guide.rehearsal.demo-stop': 'Arrêter la démonstration',
  'guide.rehearsal.get': 'Obtenir ce qui manque',
  'guide.rehearsal.next': 'Pour finir, vérifiez le son tel qu’un appel l’utilise.',
  'check.title': 'Vérification du son',
  'check.start': 'Vérifier le son',
  'check.stop': 'Arrêter la vérification',
  'check.close': 'Fermer et arrêter l’écoute',
  'check.go': 'Commencer l’appel',
  'check.say': 'Dites quelques mots.',
  'check.play': 'Faites parler quelqu’un dans l’appel, ou lisez une vidéo.',
  'check.no-sound': 'Aucun son n’arrive.',
  'check.sound': 'Le son arrive. En attente de mots…',
  'check.no-words': 'Le son arrive. Les mots suivront dès que la reconnaissance vocale sera prête.',
  'check.heard': 'Entendu : « {words} »',
  'check.off': 'Pas écouté, comme vous l’avez choisi.',
  'check.passed': 'Les deux côtés sont entendus. Tout est prêt pour l’appel.',
  'check.passed-one': 'On vous entend. Tout est prêt.',
  'consent.title': 'Avant que Sotto n’écoute',
  'consent.sound':
    'Sotto capte votre micro et, si vous le souhaitez, ce que disent les autres participants. Le son est supprimé dès qu’il est transcrit.',
  'consent.kept':
    'Le texte et les réponses sont conservés sur cet ordinateur ; dans Réglages, Confidentialité, vous pouvez choisir de les oublier.',
  'consent.forgotten': 'Le texte et les réponses sont oubliés à la fermeture de Sotto.',
  'consent.stays': 'Rien ne quitte cet ordinateur, sauf si vous choisissez vous-même un autre serveur.',
  'consent.others':
    'Dans de nombreux pays, la loi exige d’informer les autres, ou d’avoir leur accord, avant de transcrire un appel. Cela vous revient.',
  'consent.refuse': 'Ne pas écouter',
  'consent.agree': 'J’accepte, lancer l’écoute',
};
