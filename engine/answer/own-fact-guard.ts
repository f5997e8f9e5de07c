import { comparable } from './bullets/bullet-text.ts';
import { ownFactAskedBy, type OwnFact } from '../wording/own-facts.ts';
import { WORDINGS, type PromptLanguage } from './prompt/prompt-examples.ts';

type WordsByLanguage = Readonly<Record<PromptLanguage, Readonly<Record<OwnFact, string>>>>;

/** Shown in place of a figure that only the user can know. */
const GAPS: WordsByLanguage = {
  en: { price: '[price]', date: '[date]', experience: '[figure]', detail: '[figure]' },
  de: { price: '[Preis]', date: '[Termin]', experience: '[Angabe]', detail: '[Angabe]' },
  es: { price: '[precio]', date: '[fecha]', experience: '[dato]', detail: '[dato]' },
};
/** Fewer words beside a gap are not a talking point. */
const MIN_GAPPED_WORD_COUNT = 2;

/** Shown when no part of an answer could be kept. */
const HONEST_LINES: WordsByLanguage = {
  en: {
    price: 'Not in your notes: name the price yourself, or offer to send it',
    date: 'Not in your notes: name the time yourself, or promise to check it',
    experience: 'Not in your notes: tell it from your own experience, result last',
    detail: 'Not in your notes: say what you know yourself',
  },
  de: {
    price: 'Nicht in Ihren Notizen: nennen Sie den Preis selbst, oder senden Sie ihn',
    date: 'Nicht in Ihren Notizen: nennen Sie den Termin selbst, oder klären Sie ihn',
    experience: 'Nicht in Ihren Notizen: erzählen Sie aus eigener Erfahrung, das Ergebnis zuletzt',
    detail: 'Nicht in Ihren Notizen: sagen Sie, was Sie selbst wissen',
  },
  es: {
    price: 'No está en sus notas: diga usted el precio u ofrezca enviarlo',
    date: 'No está en sus notas: diga usted la fecha o prometa confirmarla',
    experience: 'No está en sus notas: cuéntelo desde su propia experiencia',
    detail: 'No está en sus notas: diga lo que usted sepa',
  },
};
const HONEST_KEYS: ReadonlySet<string> = new Set(
  Object.values(HONEST_LINES).flatMap((lines) => Object.values(lines).map(comparable)),
);

/** What the prompt's examples say: small models mistake it for the user's own facts. */
const EXAMPLE_CLAIMS: readonly string[] = Object.values(WORDINGS).flatMap(({ examples }) =>
  Object.values(examples)
    .flat()
    .flatMap(({ own, bullets }) => (own ? [own.notes] : bullets).map(comparable)),
);

/** Judges what a model has written so far. The last bullet may still grow unless `isOver`. */
export type AnswerGuard = (bullets: readonly string[], isOver: boolean) => readonly string[];

/**
 * Keeps invented prices, dates and experiences off the screen: to a question that only the user can answer,
 * a figure found neither in the notes nor in the call becomes a gap, and such an experience is dropped.
 * Where general knowledge answers the question, gaps that a model copied from the examples are removed.
 * @param known all that the model was given besides rules and examples: notes, call and question.
 */
export function createOwnFactGuard(question: string, known: string, language: string): AnswerGuard {
  const fact = ownFactAskedBy(question);
  if (!fact) return (bullets) => bullets.map((bullet) => withoutGap(bullet, known));
  const gaps = wordsIn(GAPS, language);
  const gapFor = (figure: string): string => gaps[fact === 'date' && COUNT.test(figure) ? 'detail' : fact];
  const honestLine = wordsIn(HONEST_LINES, language)[fact];
  const knownTokens = new Set(tokensOf(known));
  const isSupported = supportIn(known, question);
  return (bullets, isOver) => {
    const kept: string[] = [];
    const keys = new Set<string>();
    for (const [index, bullet] of bullets.entries()) {
      const isGrowing = !isOver && index === bullets.length - 1;
      if (isClaimOf(fact, bullet, isGrowing) && !isSupported(bullet)) continue;
      const shown = withGaps(bullet, knownTokens, gapFor);
      const key = comparable(shown);
      const besideGaps = comparable(shown.replaceAll(/\[[^[\]]*\]/g, ''));
      const saysNothing = besideGaps !== key && besideGaps.split(' ').length < MIN_GAPPED_WORD_COUNT;
      const isCopied = EXAMPLE_CLAIMS.some((claim) => key.includes(claim)) && !isSupported(bullet);
      if (key === '' || saysNothing || isCopied || keys.has(key)) continue;
      keys.add(key);
      kept.push(shown);
    }
    return kept.length === 0 && isOver ? [honestLine] : kept;
  };
}

function wordsIn(table: WordsByLanguage, language: string): Readonly<Record<OwnFact, string>> {
  return table[language as PromptLanguage] ?? table.en;
}

/** True for a line that only says that the answer is not known. */
export function isHonestLine(bullet: string): boolean {
  return HONEST_KEYS.has(comparable(bullet));
}

const NUMBER_WORD =
  'two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozens?|half a' +
  '|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|zwanzig|dreißig|hundert|tausend' +
  '|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|veinte|treinta|cien';
const DAY =
  'mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|today|tonight|tomorrow|yesterday|january|february|april|june|july|august|september|october|november|december' +
  '|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|heute|morgen früh|gestern|januar|februar|märz|mai|juni|juli|oktober|dezember' +
  '|lunes|martes|miércoles|jueves|viernes|sábado|domingo|hoy|mañana|ayer|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre';
const SOON =
  '(?:(?:end|middle|start|beginning) of|ende|mitte|anfang|finales? de|a fines de) (?:the |this |next |des |der |dieses |nächsten |del? |este )?(?:week|month|quarter|year|woche|monats|quartals|jahres|semana|mes|trimestre|año)|(?:week|month|year)[- ]end|jahresende|monatsende|christmas|easter|new year|weihnachten|ostern|navidad|(?:a|one) fortnight' +
  '|(?:next|last|this|nächste[nrs]?|letzte[nrs]?|próxim[oa]) (?:week|month|quarter|year|spring|summer|autumn|fall|winter|woche|monat|jahr|semana|mes|año)' +
  '|in an? (?:day|week|month|year|hour)|(?:one|another|couple of|few|several) (?:days?|weeks?|months?|years?|hours?)|immediately|right away';
const UNIT = '(?:st|nd|rd|th|k|m|am|pm)?(?:\\s?(?:%|percent|€|euros?|\\$|dollars?|£|pounds?|usd|eur|gbp))?';
/** Also "v5.2" and "Q3"; not the 3 of S3 or the 95 of p95: they are names. */
const NUMBER = `(?<![\\p{L}\\p{Nd}])(?:[$€£]\\s?|v(?=\\d)|q(?=[1-4](?!\\d))|h(?=[12](?!\\d))|fy(?=\\d))?\\p{Nd}(?:[\\p{Nd}.,:/-]*\\p{Nd})?|\\b(?:${NUMBER_WORD})(?![\\p{L}])`;
const MONTH_NAME = `\\b(?:March|May)\\b(?=\\s+\\d|[,.]|$)|(?<=(?:in|by|of|on|until|since|from|early|mid|late)\\s)(?:March|May)\\b`;
/** One figure or several with what joins them: "3 to 17 August", "$49", "two hundred and fifty". */
const ONE = `(?:(?:${NUMBER})${UNIT}|(?<![\\p{L}])(?:${DAY}|${SOON})(?![\\p{L}]))`;
const FIGURE = new RegExp(
  `${ONE}(?:(?:\\s?[-–]\\s?|\\s(?:to|and|or|of|bis|und|y|a|de|del)\\s|[,\\s]\\s?)${ONE})*`,
  'giu',
);
const MONTH = new RegExp(MONTH_NAME, 'gu');
/** Addresses and links are made up like figures. */
const ADDRESS =
  /(?<!\S)[^\s@]+@\S+\.\S+|\b(?:https?:\/\/|www\.)\S+|(?<![\w-])[\w-]+\.(?:com|org|net|io|de|es)\b\S*/giu;

/** "6" of "6 weeks" is not a date; a year is. */
const COUNT = new RegExp(
  `^(?!(?:19|20)\\d\\d$)(?:\\d+|${NUMBER_WORD})(?:(?:\\s?[-–]\\s?| to | or )(?:\\d+|${NUMBER_WORD}))?$`,
  'iu',
);

/** A private-use character stands for a figure, so that adjacent gaps are easily merged. */
const FIRST_MARK = 0xe000;
const MARKS = /[\uE000-\uF8FF](?:[\s,–-]*(?:(?:to|and|or|of|bis|und|y|a|de|del)\s)?[\uE000-\uF8FF])*/g;

function withGaps(
  bullet: string,
  knownTokens: ReadonlySet<string>,
  gapFor: (figure: string) => string,
): string {
  const figures: string[] = [];
  const markUnlessKnown = (text: string): string =>
    tokensOf(text).every((token) => knownTokens.has(token))
      ? text
      : String.fromCharCode(FIRST_MARK + figures.push(text) - 1);
  return bullet
    .replaceAll(ADDRESS, markUnlessKnown)
    .replaceAll(MONTH, markUnlessKnown)
    .replaceAll(FIGURE, markUnlessKnown)
    .replaceAll(MARKS, (marks) => gapFor(figures[marks.charCodeAt(0) - FIRST_MARK] ?? ''));
}

/** Digits of every script as 0 to 9: in each they stand in a row. */
function withPlainDigits(text: string): string {
  return text.replaceAll(/(?!\d)\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
    return String(value);
  });
}

/** "Check the address: [email]": a gap at the end, complete or just started. */
const GAP_AT_END = /\s*[:–-]?\s+\[(\p{L}[\p{L}\d_ '-]{0,40})(?:\]\.?)?$/u;

function withoutGap(bullet: string, known: string): string {
  const [gap, name = ''] = GAP_AT_END.exec(bullet) ?? [];
  if (gap === undefined || gap.length === bullet.length || known.includes(`[${name}`)) return bullet;
  return bullet.slice(0, -gap.length);
}

const FIGURE_JOINERS: ReadonlySet<string> = new Set(
  'to and or of bis und y a an st nd rd th am pm next last this few several couple percent euro euros dollar dollars pound pounds usd eur gbp'.split(
    ' ',
  ),
);
const NUMBER_VALUES: ReadonlyMap<string, string> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, String(value)] as const),
);

/** Words and numbers in the form in which they are compared: "five" and "5" are the same, "72,000" and "72000" too. */
function tokensOf(text: string): string[] {
  const plain = withPlainDigits(text.toLowerCase()).replaceAll(/(?<=\d)[,'](?=\d{3}\b)/g, '');
  return (plain.match(/\d+(?:[.:]\d+)?|\p{L}+/gu) ?? [])
    .map((token) => NUMBER_VALUES.get(token) ?? token)
    .filter((token) => !FIGURE_JOINERS.has(token));
}

/** First person, or a past action: how an invented experience reads. */
const FIRST_PERSON =
  /\b(?:i|i'(?:ve|m|d)|my|me|myself|we|we've|our|ich|mein\w*|mir|mich|wir|unser\w*|yo|mis?|he|hemos|tengo|soy|fui|nuestr\w*)\b/iu;
const PAST_DEED =
  /^(?:yes|no|yeah|ja|nein|sí)\b|^(?:\w+ed|led|built|wrote|ran|made|won|grew|took|was|were|had|proficient|experience in|experience with)\b/iu;
/** With fewer words it is too early to say what a growing bullet will be. */
const TELLING_WORD_COUNT = 3;
/** With no more it is an answer rather than a talking point. */
const BARE_WORD_COUNT = 2;

/** Says yes or no, or what a product or a company has and does. */
const CAPABILITY =
  /^(?:yes|no|yeah|sure|ja|nein|sí)\b|\b(?:we|i|they|it|(?:our|the|this) (?:\w+ )?(?:product|service|software|app|tool|platform|system|team|company|plan|release|version))(?: also| currently| already| fully| now| do| does| can| will| don't| doesn't| not)* (?:support|offer|provide|have|has|had|use|include|integrate|work|run|comply|meet|store|encrypt|host|accept|allow|cover|ship|deliver|guarantee|handle|is|are|was|were|am|will|can)(?:s|es|d|ed)?\b|\b(?:wir|unser\w*|es) (?:\w+ )?(?:unterstütz|biet|hab|hat|verwend|nutz|lieferer|speicher|ist|sind)\w*|\b(?:nosotros )?(?:ofrecemos|tenemos|soportamos|usamos|incluye|incluimos|admite|almacenamos)\b/iu;
/** "We moved", "I've been": stated as if it had happened. */
const OWN_DEED =
  /\b(?:i|we)(?:'ve|'m| have| had| was| were| am)?(?: (?:already|also|just|recently))? (?:\w+ed|am|been|built|gave|got|grew|held|kept|led|left|made|met|paid|ran|sent|sold|spent|spoke|took|won|wrote)\b|\bmy (?:last|previous|current|former) \w+/i;
/** Tells the user what to do: claims nothing. */
const ADVICE =
  /^(?:add|ask|be|check|clarify|compare|confirm|describe|end|explain|give|let|list|look|mention|name|note|offer|point|promise|quote|read|refer|say|send|share|show|start|state|suggest|tell)\b/i;
const OURS = /\b(?:i|my|we|us|our|ours|ich|wir|uns|unser\w*|mein\w*|nosotros|nuestr\w*)\b/iu;
const GAP = /\[[^[\]]*\]/;

/** What a listener would take as a fact about the user, the company or the product. */
function isClaimOf(fact: OwnFact, bullet: string, isGrowing: boolean): boolean {
  const text = bullet.replaceAll('’', "'");
  const mayBeClaim = isGrowing && bullet.split(' ').length < TELLING_WORD_COUNT;
  if (fact === 'price' || fact === 'date') return mayBeClaim ? OURS.test(text) : OWN_DEED.test(text);
  if (mayBeClaim) return true;
  // "Spanish", when asked about languages: a bare answer claims as much as a sentence.
  const isBare = text.split(' ').length <= BARE_WORD_COUNT && !GAP.test(text) && !ADVICE.test(text);
  if (isBare) return true;
  if (fact === 'detail')
    return !GAP.test(text) && !ADVICE.test(text) && (CAPABILITY.test(text) || OURS.test(text));
  return FIRST_PERSON.test(text) || PAST_DEED.test(text);
}

/** Enough that "interested" is not taken for "interview". */
const STEM_CHARACTERS = 6;
const MIN_STEM_CHARACTERS = 4;
/** One word in common is chance, unless the claim has no other. */
const MIN_SUPPORT_COUNT = 2;
/** Words found in any text: finding them in the notes proves nothing. */
const COMMON_STEMS: ReadonlySet<string> = new Set(
  stemsOf(
    `about after also always because been before being could does doing down each even every from good have here
     into just like made make many more most much must need only other over really same should some such than that
     their them then there these they thing things this those through time under until very want well were what
     when where which while will with work would year your
     aber alle auch dann dass diese doch eine einen einer haben hier ihre kann mehr mein nach nicht noch oder sehr
     sein sich sind über unser viel wenn werden wird wurde
     como cuando desde donde entre esta este hace hasta muy para pero poco porque puede sobre somos también tengo
     tiene todo todos`,
  ),
);
/** What the prompt itself says around notes and call. */
const PROMPT_WORDS: readonly (string | RegExp)[] = [
  ...Object.values(WORDINGS).flatMap(({ ownFactHints }) => Object.values(ownFactHints)),
  // The topic of the call says nothing about what the user did.
  /^(?:My notes:|The call so far:|It follows on from:|Question:|Topic:.*$)/gm,
];

/** Whether the notes or the call support what a bullet adds to the question. */
function supportIn(known: string, question: string): (bullet: string) => boolean {
  const asked = new Set(stemsOf(question));
  // The question itself is known, but supports nothing; nor do our own words.
  const words = PROMPT_WORDS.reduce<string>(
    (text, own) => text.replaceAll(own, ' '),
    known.replace(question, ''),
  );
  const given = new Set(stemsOf(words));
  return (bullet) => {
    const stems = stemsOf(bullet).filter((stem) => !COMMON_STEMS.has(stem));
    const added = stems.filter((stem) => !asked.has(stem));
    const judged = added.length > 0 ? added : stems;
    const supportedCount = judged.filter((stem) => given.has(stem)).length;
    return (
      supportedCount >= Math.max(Math.ceil(judged.length / 2), Math.min(MIN_SUPPORT_COUNT, judged.length), 1)
    );
  };
}

function stemsOf(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? [])
    .filter((word) => word.length >= MIN_STEM_CHARACTERS)
    .map((word) => word.slice(0, STEM_CHARACTERS));
}
