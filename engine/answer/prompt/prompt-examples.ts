import type { CallKind } from './call-kind.ts';
import type { OwnFact } from '../../wording/own-facts.ts';

/** One turn of the conversation that shows a model what an answer looks like. */
export interface PromptExample {
  /** Only the user's notes can answer it. */
  readonly own?: { readonly fact: OwnFact; readonly notes: string };
  readonly question: string;
  /** The most useful first. */
  readonly bullets: readonly string[];
}

/** The words of a prompt in one language. */
interface PromptWording {
  /** Stands above a question that only the user can answer. */
  readonly ownFactHints: Readonly<Record<OwnFact | 'opinion', string>>;
  /** Turns by kind of call: one that only the user's notes can answer, then what general knowledge answers. */
  readonly examples: Readonly<Record<CallKind, readonly PromptExample[]>>;
}

export type PromptLanguage = 'en' | 'de' | 'es';

const english = {
  database: {
    question: 'How do you keep a database fast as it grows?',
    bullets: [
      'Index the columns that slow queries filter, join and sort by',
      'Cache hot reads in memory, with a short time to live',
      'Send reads to replicas, partition or archive old rows',
      'Watch the slow query log and the query plan',
    ],
  },
  phone: {
    question: 'Why does my phone get so hot?',
    bullets: [
      'An app or update runs all the time: check battery settings',
      'Close that app, install updates, then restart the phone',
      'Take off the case and keep it out of the sun',
      'A worn battery or a cheap charger makes heat too',
    ],
  },
  build: {
    question: 'Why should we not simply build this ourselves?',
    bullets: [
      'Your engineers would maintain it for years, not only build it',
      'Updates, security fixes and support come with the price',
      'A ready product is live in weeks, with far less risk',
      'Your team stays free for what sets you apart',
    ],
  },
  late: {
    question: 'How do we find out early that a project is late?',
    bullets: [
      'Compare finished work with the plan every week',
      'Ask for risks and blockers, not only for progress',
      'Show a working version to users as early as possible',
      'Watch the scope: new wishes move the date',
    ],
  },
  ownPrice: {
    own: { fact: 'price', notes: 'Support and updates are included' },
    question: 'How much does your service cost, and when can we start?',
    bullets: [
      'Name the price per user per month: [price]',
      'Support and updates are included',
      'Offer the earliest start date: [date]',
    ],
  },
  ownExperience: {
    own: { fact: 'experience', notes: 'I built the booking page in Java' },
    question: 'Have you worked with Java before, and for how long?',
    bullets: [
      'Yes, I built the booking page in Java',
      'Say for how long you have used it: [figure]',
      'End with the result and what you learned from it',
    ],
  },
  ownOrder: {
    own: { fact: 'date', notes: 'The parcel has tracking' },
    question: 'When does my parcel come, and what does shipping cost?',
    bullets: [
      'Look up the order and read out the day: [date]',
      'Name the shipping price on the bill: [price]',
      'The parcel has tracking: offer to send the link',
    ],
  },
  ownReport: {
    own: { fact: 'detail', notes: 'The report is done except for its last chapter' },
    question: 'How far are you with the report, and what did it cost?',
    bullets: [
      'The report is done except for its last chapter',
      'Name the cost so far against the budget: [price]',
      'Give the next step, its owner and a date: [date]',
    ],
  },
} satisfies Record<string, PromptExample>;

const german = {
  database: {
    question: 'Wie bleibt eine Datenbank schnell, wenn sie wächst?',
    bullets: [
      'Spalten indizieren, nach denen langsame Abfragen filtern und sortieren',
      'Häufige Lesezugriffe kurz im Speicher zwischenhalten',
      'Lesezugriffe auf Replikate verteilen, alte Zeilen archivieren',
      'Das Protokoll langsamer Abfragen und den Abfrageplan beobachten',
    ],
  },
  phone: {
    question: 'Warum wird mein Handy so heiß?',
    bullets: [
      'Eine App läuft ständig: in den Akku-Einstellungen nachsehen',
      'Diese App schließen, Updates installieren, neu starten',
      'Die Hülle abnehmen und direkte Sonne vermeiden',
      'Auch ein alter Akku oder ein billiges Ladegerät heizt',
    ],
  },
  build: {
    question: 'Warum sollten wir das nicht einfach selbst bauen?',
    bullets: [
      'Ihre Entwickler müssten es jahrelang pflegen, nicht nur bauen',
      'Updates, Sicherheit und Support sind im Preis enthalten',
      'Ein fertiges Produkt läuft in Wochen, mit weniger Risiko',
      'Ihr Team bleibt frei für das, was Sie unterscheidet',
    ],
  },
  late: {
    question: 'Wie merken wir früh, dass ein Projekt zu spät wird?',
    bullets: [
      'Jede Woche die fertige Arbeit mit dem Plan vergleichen',
      'Nach Risiken und Hindernissen fragen, nicht nur nach Fortschritt',
      'So früh wie möglich eine lauffähige Version zeigen',
      'Auf den Umfang achten: neue Wünsche verschieben den Termin',
    ],
  },
  ownPrice: {
    own: { fact: 'price', notes: 'Support und Updates sind enthalten' },
    question: 'Was kostet Ihr Dienst, und wann können wir anfangen?',
    bullets: [
      'Den Preis pro Nutzer und Monat nennen: [Preis]',
      'Support und Updates sind enthalten',
      'Den frühesten Starttermin anbieten: [Termin]',
    ],
  },
  ownExperience: {
    own: { fact: 'experience', notes: 'Ich habe die Buchungsseite in Java gebaut' },
    question: 'Haben Sie schon mit Java gearbeitet, und wie lange?',
    bullets: [
      'Ja, ich habe die Buchungsseite in Java gebaut',
      'Sagen, seit wann Sie es nutzen: [Angabe]',
      'Mit dem Ergebnis enden und dem, was Sie gelernt haben',
    ],
  },
  ownOrder: {
    own: { fact: 'date', notes: 'Das Paket hat eine Sendungsverfolgung' },
    question: 'Wann kommt mein Paket, und was kostet der Versand?',
    bullets: [
      'Die Bestellung nachsehen und den Tag nennen: [Termin]',
      'Die Versandkosten auf der Rechnung nennen: [Preis]',
      'Das Paket hat eine Sendungsverfolgung: den Link anbieten',
    ],
  },
  ownReport: {
    own: { fact: 'detail', notes: 'Der Bericht ist fertig bis auf das letzte Kapitel' },
    question: 'Wie weit sind Sie mit dem Bericht, und was hat er gekostet?',
    bullets: [
      'Der Bericht ist fertig bis auf das letzte Kapitel',
      'Die bisherigen Kosten gegen das Budget nennen: [Preis]',
      'Den nächsten Schritt mit Termin nennen: [Termin]',
    ],
  },
} satisfies Record<string, PromptExample>;

const spanish = {
  database: {
    question: '¿Cómo se mantiene rápida una base de datos que crece?',
    bullets: [
      'Indexar las columnas por las que filtran las consultas lentas',
      'Guardar en memoria las lecturas frecuentes por poco tiempo',
      'Repartir las lecturas en réplicas y archivar filas antiguas',
      'Vigilar el registro de consultas lentas y su plan',
    ],
  },
  phone: {
    question: '¿Por qué se calienta tanto mi teléfono?',
    bullets: [
      'Una aplicación no para: mirar los ajustes de batería',
      'Cerrarla, instalar actualizaciones y reiniciar el teléfono',
      'Quitar la funda y evitar el sol directo',
      'También calienta una batería gastada o un mal cargador',
    ],
  },
  build: {
    question: '¿Por qué no construirlo nosotros mismos?',
    bullets: [
      'Su equipo tendría que mantenerlo años, no solo construirlo',
      'Actualizaciones, seguridad y soporte van en el precio',
      'Un producto listo funciona en semanas, con menos riesgo',
      'Su equipo queda libre para lo que los distingue',
    ],
  },
  late: {
    question: '¿Cómo vemos pronto que un proyecto va con retraso?',
    bullets: [
      'Comparar cada semana el trabajo terminado con el plan',
      'Preguntar por riesgos y bloqueos, no solo por avances',
      'Mostrar pronto a los usuarios una versión que funcione',
      'Vigilar el alcance: los nuevos deseos mueven la fecha',
    ],
  },
  ownPrice: {
    own: { fact: 'price', notes: 'El soporte y las actualizaciones están incluidos' },
    question: '¿Cuánto cuesta su servicio y cuándo podemos empezar?',
    bullets: [
      'Decir el precio por usuario y mes: [precio]',
      'El soporte y las actualizaciones están incluidos',
      'Ofrecer la primera fecha posible: [fecha]',
    ],
  },
  ownExperience: {
    own: { fact: 'experience', notes: 'Hice la página de reservas en Java' },
    question: '¿Ha trabajado antes con Java, y durante cuánto tiempo?',
    bullets: [
      'Sí, hice la página de reservas en Java',
      'Decir desde cuándo lo usa: [dato]',
      'Terminar con el resultado y lo aprendido',
    ],
  },
  ownOrder: {
    own: { fact: 'date', notes: 'El paquete lleva seguimiento' },
    question: '¿Cuándo llega mi paquete y cuánto cuesta el envío?',
    bullets: [
      'Buscar el pedido y leer el día: [fecha]',
      'Decir el precio del envío en la factura: [precio]',
      'El paquete lleva seguimiento: ofrecer el enlace',
    ],
  },
  ownReport: {
    own: { fact: 'detail', notes: 'El informe está listo salvo el último capítulo' },
    question: '¿Cómo va el informe y cuánto ha costado?',
    bullets: [
      'El informe está listo salvo el último capítulo',
      'Decir lo gastado frente al presupuesto: [precio]',
      'Dar el siguiente paso con su fecha: [fecha]',
    ],
  },
} satisfies Record<string, PromptExample>;

/** No figure stands in an example: small models copy what they see. */
export const WORDINGS: Readonly<Record<PromptLanguage, PromptWording>> = {
  en: {
    ownFactHints: {
      price: '(Only my notes or the call tell the price; else write [price], and say what it covers.)',
      date: '(Only my notes or the call tell the time; else write [date], and say what it depends on.)',
      experience:
        '(Only my notes or the call tell what I did; else tell me which parts to name, with gaps such as [figure].)',
      detail: '(Only my notes or the call can tell; else tell me what to name, with gaps such as [figure].)',
      opinion: '(My own view is asked for: tell me which points to make, from my notes where they have any.)',
    },
    examples: examplesOf(english),
  },
  de: {
    ownFactHints: {
      price:
        '(Den Preis sagen nur meine Notizen oder das Gespräch; sonst [Preis] schreiben, und was er umfasst.)',
      date: '(Die Zeit sagen nur meine Notizen oder das Gespräch; sonst [Termin] schreiben, und wovon er abhängt.)',
      experience:
        '(Was ich getan habe, sagen nur meine Notizen oder das Gespräch; sonst nennen, was ich erzählen soll, mit Lücken wie [Angabe].)',
      detail:
        '(Das sagen nur meine Notizen oder das Gespräch; sonst nennen, was ich sagen soll, mit Lücken wie [Angabe].)',
      opinion:
        '(Gefragt ist meine eigene Sicht: nennen, was ich sagen soll, aus meinen Notizen, soweit dort etwas steht.)',
    },
    examples: examplesOf(german),
  },
  es: {
    ownFactHints: {
      price: '(El precio solo lo dicen mis notas o la llamada; si no, escribir [precio] y qué cubre.)',
      date: '(La fecha solo la dicen mis notas o la llamada; si no, escribir [fecha] y de qué depende.)',
      experience:
        '(Lo que hice solo lo dicen mis notas o la llamada; si no, decir qué debo contar, con huecos como [dato].)',
      detail:
        '(Solo lo dicen mis notas o la llamada; si no, indicar qué debo decir, con huecos como [dato].)',
      opinion: '(Se pide mi propia opinión: indicar qué debo decir, a partir de mis notas si dicen algo.)',
    },
    examples: examplesOf(spanish),
  },
};

function examplesOf(turns: typeof english): PromptWording['examples'] {
  const { database, phone, build, late } = turns;
  return {
    general: [turns.ownPrice, phone, database],
    interview: [turns.ownExperience, phone, database],
    sales: [turns.ownPrice, database, build],
    support: [turns.ownOrder, database, phone],
    meeting: [turns.ownReport, database, late],
  };
}
