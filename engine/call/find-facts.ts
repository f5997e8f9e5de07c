import {
  CURRENCIES,
  DAY_LEADS,
  GERMAN,
  JAPANESE_PROMISE,
  MONTHS,
  MONTHS_BESIDE_A_DAY,
  NO_NAMES,
  NO_UNITS,
  NUMBER_WORDS,
  ORDINALS,
  PROMISES,
  RELATIVE_DAYS,
  TIME_UNITS,
  WEEKDAYS,
} from './fact-words.ts';

export type FactKind = 'number' | 'date' | 'name' | 'commitment';

/** Something that was stated: "40 engineers", "next Friday", "Ana Silva", "I'll send the contract". */
export interface Fact {
  readonly kind: FactKind;
  readonly text: string;
  /** The sentence that states it. */
  readonly sentence: string;
}

interface Found {
  readonly kind: FactKind;
  readonly text: string;
  readonly startIndex: number;
}

const MAX_COMMITMENT_CHARACTERS = 140;
/** The rules take time by the square of a text: far more than a sentence has, and than one turn has sentences. */
const MAX_PIECE_CHARACTERS = 400;
const MAX_SENTENCE_COUNT = 300;
const NO_LETTER_BEFORE = String.raw`(?<![\p{L}\p{N}/-])`;
const NO_LETTER_AFTER = String.raw`(?![\p{L}\p{N}])`;
const AMOUNT = String.raw`\d+(?:[.,’' ]\d{3})*(?:[.,]\d+)?`;
const SHORT_UNIT = String.raw`(?:k|m|bn|ms|s|min|h|kb|mb|gb|tb|km|kg|€|£)(?![\p{L}\p{N}])`;
const SHARE = String.raw`(?:%|percent|per cent|prozent|por ciento|por cento|pour cent)`;
const NEXT_WORD = String.raw`(?: (?!(?:${NO_UNITS})(?![\p{L}]))\p{L}[\p{L}-]+)`;

const whole = (pattern: string): RegExp =>
  new RegExp(`${NO_LETTER_BEFORE}(?:${pattern})${NO_LETTER_AFTER}`, 'giu');

const DATES: readonly RegExp[] = [
  whole(String.raw`\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}`),
  whole(
    String.raw`(?:the )?\d{1,2}(?:st|nd|rd|th|\.|º|er)? (?:of |de )?(?:${MONTHS_BESIDE_A_DAY})(?: (?:de )?\d{4})?`,
  ),
  whole(String.raw`(?:${MONTHS_BESIDE_A_DAY})(?: \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?| (?:de )?\d{4})`),
  whole(String.raw`(?:(?:${DAY_LEADS}) )*(?:${WEEKDAYS}|${MONTHS})`),
  whole(
    String.raw`the (?:${ORDINALS})(?: of (?:${MONTHS_BESIDE_A_DAY}))?(?! (?:time|floor|version|one|step|point|year|quarter|item|slide))`,
  ),
  whole(RELATIVE_DAYS),
  whole(
    String.raw`(?:in|within|innerhalb von|binnen|en|dans|dentro de|em) (?:${AMOUNT}|${NUMBER_WORDS}|an?|einem?r?|una?|une?|uma?) (?:${TIME_UNITS})`,
  ),
  whole(String.raw`[QT][1-4](?: \d{4})?|(?:19|20)\d{2}`),
  whole(String.raw`\d{1,2}(?::\d{2}(?: ?[ap]\.?m\.?)?| ?[ap]\.?m\.?| uhr(?: \d{2})?)`),
  /\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|[月火水木金土日]曜日?|再?来週|再?来月|来年|明後日|明日|今週中?|今月中?|年末|月末|(?:午前|午後)?\d{1,2}時(?:半|\d{1,2}分)?/gu,
];
const NUMBERS: readonly RegExp[] = [
  /\d[\d,.]*(?:万|億|千)?(?:円|人|件|個|社|名|日間|週間|[かヶケ]月|年間?|時間|分|秒|台|回|倍|%|パーセント|ドル)/gu,
  new RegExp(
    `${NO_LETTER_BEFORE}[$€£¥] ?${AMOUNT}(?: ?${SHORT_UNIT}| (?:million|billion|thousand))?|${NO_LETTER_BEFORE}${AMOUNT}(?: ?${SHARE}| ?${SHORT_UNIT}|(?![\\p{L}\\p{N}]|[.,:/-]\\p{N})${NEXT_WORD}?)`,
    'giu',
  ),
  new RegExp(
    `${NO_LETTER_BEFORE}(?:half an? |a couple of |an? )?(?:${NUMBER_WORDS}|one(?= (?:point|hundred|thousand|million|billion)))(?:[ -](?:and |point )?(?:${NUMBER_WORDS}|one|point))*(?: ${SHARE}|${NEXT_WORD})`,
    'giu',
  ),
  new RegExp(`${NO_LETTER_BEFORE}(?:half an? |an? )(?:million|hundred|thousand|dozen)${NEXT_WORD}?`, 'giu'),
];
const COMMITMENT = new RegExp(`${NO_LETTER_BEFORE}(?:${PROMISES.join('|')})`, 'iu');
const CAPITALIZED = String.raw`\p{Lu}\p{L}*\p{Ll}[\p{L}\p{M}]*(?:[-’']\p{Lu}?\p{Ll}+)*`;
const NAME = new RegExp(
  `${NO_LETTER_BEFORE}${CAPITALIZED}(?: (?:de |da |del |van |von |la )?${CAPITALIZED})*(?![\\p{L}\\p{N}])`,
  'gu',
);
const GERMAN_NAME = new RegExp(
  `(?<=(?:Herrn?|Frau|Firma|heiße|heißt|Name ist|hier spricht|hier ist) )${CAPITALIZED}(?: (?:von )?${CAPITALIZED})*`,
  'gu',
);
const JAPANESE_NAME =
  /(?<![\p{Script=Han}\p{Script=Katakana}ー])[\p{Script=Han}\p{Script=Katakana}ー]{1,10}(?=さん|様|氏)/gu;
const CALENDAR_WORD = new RegExp(`^(?:${WEEKDAYS}|${MONTHS_BESIDE_A_DAY}|${CURRENCIES})$`, 'iu');

/** What a turn states, in the order of its words; what is only asked is not a statement. */
export function findFacts(said: string): readonly Fact[] {
  return sentencesOf(said)
    .slice(-MAX_SENTENCE_COUNT)
    .filter((sentence) => !/[?？]$/u.test(sentence))
    .flatMap((sentence) =>
      piecesOf(sentence)
        .flatMap(foundIn)
        .map(({ kind, text }): Fact => ({ kind, text, sentence })),
    );
}

/** Many recognizers set no full stop: a long sentence is read in pieces, each up to a blank where there is one. */
function piecesOf(sentence: string): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start < sentence.length;) {
    const end = start + MAX_PIECE_CHARACTERS;
    const blank = end < sentence.length ? sentence.lastIndexOf(' ', end) : -1;
    pieces.push(sentence.slice(start, blank > start ? blank : end));
    start = blank > start ? blank + 1 : end;
  }
  return pieces;
}

function foundIn(sentence: string): readonly Found[] {
  const figures: Found[] = [];
  const take = (kind: FactKind, patterns: readonly RegExp[]): void => {
    for (const found of patterns.flatMap((pattern) => [...sentence.matchAll(pattern)])) {
      const text = found[0].trim();
      const end = found.index + found[0].length;
      const isTaken = figures.some(
        ({ startIndex, text: other }) => found.index < startIndex + other.length && startIndex < end,
      );
      if (!isTaken) figures.push({ kind, text, startIndex: found.index });
    }
  };
  take('date', DATES);
  take('number', NUMBERS);
  const names = namesIn(sentence).filter(
    ({ startIndex, text }) =>
      !figures.some(
        (figure) =>
          startIndex < figure.startIndex + figure.text.length && figure.startIndex < startIndex + text.length,
      ),
  );
  return [...figures, ...names, ...commitmentIn(sentence)].toSorted(
    (left, right) => left.startIndex - right.startIndex,
  );
}

function commitmentIn(sentence: string): readonly Found[] {
  const found = COMMITMENT.exec(sentence) ?? JAPANESE_PROMISE.exec(sentence);
  if (!found) return [];
  const startIndex = startOfName(sentence, found.index);
  const text = sentence.slice(startIndex).replace(/[.!。！]+$/u, '');
  const isWhole = text.length <= MAX_COMMITMENT_CHARACTERS;
  return [
    {
      kind: 'commitment',
      text: isWhole ? text : `${text.slice(0, MAX_COMMITMENT_CHARACTERS).trimEnd()}…`,
      startIndex,
    },
  ];
}

/** Who promises may have more names than the one right before the verb. */
function startOfName(sentence: string, index: number): number {
  return /(?:\p{Lu}[\p{L}’'-]* )*$/u.exec(sentence.slice(0, index))?.index ?? index;
}

function namesIn(sentence: string): readonly Found[] {
  const isGerman = GERMAN.test(sentence);
  const pattern = isGerman ? GERMAN_NAME : NAME;
  const latin = [...sentence.matchAll(pattern)].filter(
    ({ 0: text, index }) => isName(text) && (isGerman || !isAtStart(sentence, index) || text.includes(' ')),
  );
  return [...latin, ...sentence.matchAll(JAPANESE_NAME)].map(({ 0: text, index }): Found => ({
    kind: 'name',
    text,
    startIndex: index,
  }));
}

function isName(text: string): boolean {
  const words = text.split(' ');
  return !words.some((word) => NO_NAMES.has(word.toLowerCase()) || CALENDAR_WORD.test(word));
}

/** The first word of a sentence has its capital from there. */
function isAtStart(sentence: string, index: number): boolean {
  return /^[\s"“„«¿¡]*$/u.test(sentence.slice(0, index));
}

function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?…])(?<!(?<!\p{L})(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Sra|Mme|M|No|Nr)\.)\s+|(?<=[。！？])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
