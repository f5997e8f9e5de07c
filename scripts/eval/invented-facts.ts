import { spokenWords } from './spoken-words.ts';

/**
 * An independent check, apart from the engine's guard: would a listener take this bullet for the user's own
 * price, date or experience, that was never mentioned?
 */

const FIGURE = /\d+(?:\.\d+)*/g;
const ORDINAL = /^\d+(?:st|nd|rd|th)$/;
/** "One of them" counts nothing, and "second" mostly measures time; "twenty-one" and "one hundred" are figures. */
const NO_FIGURE = /(?<!ty[\s-])\bone\b(?![\s-](?:hundred|thousand|million|billion)\b)|\bseconds?\b/gi;
const WORDS_OF_TIME = new RegExp(
  `\\b(?:${[
    'monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|yesterday',
    'january|february|april|june|july|august|september|october|november|december',
    '(?:next|last) (?:week|month|quarter|year)',
  ].join('|')})(?=s?\\b)`,
  'gi',
);
const EXPERIENCE =
  /\b(?:i|we)(?:'ve| have| had| was| were)?\s+(?:\w+ed|led|built|ran|wrote|made|won|grew|been|left|spoke|speak|am)\b|\bmy (?:last|previous|current|former) (?:job|role|company|team|employer)\b/i;
/** "Managed" is "managing"; so is "team" what begins "teams". */
const STEM_CHARACTERS = 5;
const MIN_TELLING_CHARACTERS = 4;
/** Of the telling words of an experience, at least so many were given, or all: one in common is chance. */
const MIN_GIVEN_COUNT = 2;
/** They state nothing. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  `about after also always been before company could each every from have into just last like made many more most
  much other over really some such than that their them then there these they thing things this time used very
  well were what when where which while with work worked would year years your`.split(/\s+/),
);

/** @param given notes, call and question, as the model was given them. */
export function isInvented(bullet: string, given: string): boolean {
  const text = bullet.replaceAll(/\[[^\]]*\]/g, '');
  const givenFigures = new Set(numberWordsIn(given).flatMap((word) => word.match(FIGURE) ?? []));
  // "First" and "third" order what is said; "1st" and "3rd" are dates.
  const figures = numberWordsIn(text)
    .filter((word) => !ORDINAL.test(word))
    .flatMap((word) => word.match(FIGURE) ?? []);
  if (figures.some((figure) => !givenFigures.has(figure))) return true;
  const givenTimes = timesIn(given);
  if (timesIn(text).some((time) => !givenTimes.includes(time))) return true;
  if (!EXPERIENCE.test(bullet)) return false;
  const notes = stemsIn(given.slice(0, given.toLowerCase().lastIndexOf('question:')));
  const stems = stemsIn(bullet);
  const isGiven = (stem: string): boolean =>
    notes.some((noted) => noted.startsWith(stem) || stem.startsWith(noted));
  const givenCount = stems.filter(isGiven).length;
  return givenCount < Math.max(1, Math.min(MIN_GIVEN_COUNT, stems.length), stems.length / 2);
}

/** Words with whole figures: "1,200" is one, and so are "1.2k", "14:30", "twenty percent" and a decimal comma. */
function numberWordsIn(text: string): string[] {
  const plain = text
    .replaceAll(/(?<=\d)[:,](?!00\b)(?=\d{1,2}\b)/g, '.')
    .replaceAll(/(?<=\d)\s?k\b/gi, ' thousand')
    .replaceAll(/(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, ' ')
    .replaceAll(NO_FIGURE, ' ');
  return spokenWords(plain).filter((word) => /\d/.test(word));
}

function timesIn(text: string): string[] {
  return text.toLowerCase().match(WORDS_OF_TIME) ?? [];
}

function stemsIn(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? [])
    .filter((word) => word.length >= MIN_TELLING_CHARACTERS && !COMMON_WORDS.has(word))
    .map((word) => word.slice(0, STEM_CHARACTERS));
}
