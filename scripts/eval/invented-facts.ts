import { spokenWords } from './spoken-words.ts';

/**
 * An independent check, apart from the engine's guard: would a listener take this bullet for the user's own
 * price, date or experience, that was never mentioned?
 */

const FIGURE = /\d+(?:[.,:]\d+)*/g;
const WORDS_OF_TIME_AND_COUNT = new RegExp(
  `\\b(?:${[
    'two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|thousand|million',
    'monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|yesterday',
    'january|february|april|june|july|august|september|october|november|december',
    '(?:next|last) (?:week|month|quarter|year)',
  ].join('|')})\\b`,
  'gi',
);
const EXPERIENCE =
  /\b(?:i|we)(?:'ve| have| had| was| were)?\s+(?:\w+ed|led|built|ran|wrote|made|won|grew|been|left|spoke|speak|am)\b|\bmy (?:last|previous|current|former) (?:job|role|company|team|employer)\b/i;
const MIN_TELLING_CHARACTERS = 4;

/** @param told notes, call and question, as the model was given them. */
export function isInvented(bullet: string, told: string): boolean {
  const known = told.toLowerCase().replaceAll(/(?<=\d),(?=\d{3})/g, '');
  // "Twenty percent" is 20 %.
  const numbers = new Set(spokenWords(told));
  const text = bullet.replaceAll(/\[[^\]]*\]/g, '').replaceAll(/(?<=\d),(?=\d{3})/g, '');
  const figures = [...text.matchAll(FIGURE), ...text.matchAll(WORDS_OF_TIME_AND_COUNT)].map(
    ([found]) => found,
  );
  if (figures.some((figure) => !known.includes(figure.toLowerCase()) && !numbers.has(figure))) return true;
  if (!EXPERIENCE.test(bullet)) return false;
  const notes = known.slice(0, known.lastIndexOf('question:'));
  const words = (bullet.toLowerCase().match(/\p{L}+/gu) ?? []).filter(
    (word) => word.length >= MIN_TELLING_CHARACTERS,
  );
  return !words.some((word) => notes.includes(word));
}
