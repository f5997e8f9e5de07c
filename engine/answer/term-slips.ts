import { isKnownWord } from './common-words.ts';
import { TERMS } from './question-vocabulary.ts';

/** Shorter terms have too many neighbours. */
const MIN_TERM_CHARACTERS = 6;
const MAX_REMEMBERED_COUNT = 8_192;

const remembered = new Map<string, string | undefined>();

const termsBySound: ReadonlyMap<string, readonly string[]> = groupBySound();

/**
 * The term of the trade that a recognizer most likely meant by a word which is none: it must sound the same
 * and be one letter away at most. Two known terms are never folded into one another.
 */
export function nearestTerm(word: string): string | undefined {
  if (word.length < MIN_TERM_CHARACTERS || TERMS.has(word)) return undefined;
  if (remembered.has(word)) return remembered.get(word);
  if (remembered.size >= MAX_REMEMBERED_COUNT) remembered.clear();
  const nearest = findNearestTerm(word);
  remembered.set(word, nearest);
  return nearest;
}

function findNearestTerm(word: string): string | undefined {
  if (!/^[a-z]+$/.test(word) || /(?:ing|ed|er)$/.test(word) || isKnownWord(word)) return undefined;
  const matches = (termsBySound.get(soundOf(word)) ?? []).filter((term) => isOneEditAway(word, term));
  return matches.length === 1 ? matches[0] : undefined;
}

function groupBySound(): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const term of TERMS) {
    if (term.length < MIN_TERM_CHARACTERS) continue;
    const sound = soundOf(term);
    groups.set(sound, [...(groups.get(sound) ?? []), term]);
  }
  return groups;
}

/** Consonants as they sound, and the first letter; after the idea of Metaphone. */
function soundOf(word: string): string {
  const consonants = word
    .replaceAll(/ph/g, 'f')
    .replaceAll(/[sc]h|tch/g, 'x')
    .replaceAll(/ck|q|c(?![eiy])/g, 'k')
    .replaceAll(/[cz]/g, 's')
    .replaceAll(/(.)\1+/g, '$1')
    .slice(1)
    .replaceAll(/[aeiouyhw]/g, '');
  return `${word.charAt(0)}${consonants}`;
}

function isOneEditAway(first: string, second: string): boolean {
  if (Math.abs(first.length - second.length) > 1) return false;
  let start = 0;
  while (start < first.length && first[start] === second[start]) start += 1;
  let firstEnd = first.length;
  let secondEnd = second.length;
  while (firstEnd > start && secondEnd > start && first[firstEnd - 1] === second[secondEnd - 1]) {
    firstEnd -= 1;
    secondEnd -= 1;
  }
  return firstEnd - start <= 1 && secondEnd - start <= 1;
}
