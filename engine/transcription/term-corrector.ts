import { doubleMetaphone } from 'double-metaphone';
import { distance } from 'fastest-levenshtein';
import type { IsRealWord } from './real-words.ts';
import { isAcronym, spells, standsApart } from './spelled-terms.ts';

interface Term {
  readonly text: string;
  readonly letters: string;
  readonly wordCount: number;
  readonly codes: readonly string[];
  readonly isAcronym: boolean;
}

interface Word {
  /** Without punctuation around it and the possessive ending. */
  readonly bare: string;
  readonly letters: string;
  readonly before: string;
  readonly after: string;
  readonly isReal: boolean;
}

/** A term may be heard as this many words more than it has. */
const MAX_EXTRA_WORDS = 2;
const MIN_LETTER_COUNT = 4;
/** Changed letters to letters, changed sounds to sounds, and both together. */
const MAX_DISTANCE_RATIO = 0.45;
const MAX_SOUND_DISTANCE_RATIO = 0.25;
const MAX_TOTAL_DISTANCE_RATIO = 0.55;
/** Of real words, which the term would have to be split into; they sound the same. */
const MAX_SPLIT_DISTANCE_RATIO = 0.2;
const MIN_SPLIT_LETTER_COUNT = 6;
/** Shorter words alone are not terms. */
const MIN_CONTENT_LETTER_COUNT = 3;
const LINKING_WORDS: ReadonlySet<string> = new Set(
  'and are but can did does for from had has her him his how its may not now off our out say see she that the them then they this was what when who why will with you your'.split(
    ' ',
  ),
);

/** Words that stand for a term. */
interface Find {
  readonly term: Term;
  readonly index: number;
  readonly wordCount: number;
  /** Share of letters that differ. */
  readonly distanceRatio: number;
}

/**
 * Writes terms as they are written where a recognizer that takes no vocabulary heard something that sounds like
 * them: "talifin" for Tallyfin. A real word is never overwritten by itself.
 */
export function createTermCorrector(
  terms: readonly string[],
  isRealWord: IsRealWord,
): (text: string) => string {
  const known = terms.map(termOf).filter(({ letters }) => letters.length >= 2);
  return (text) => {
    const words = text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => wordOf(word, isRealWord));
    const finds = words
      .flatMap((_, index) => findTerms(words, index, known))
      .toSorted((a, b) => a.distanceRatio - b.distanceRatio || a.wordCount - b.wordCount);
    const isTaken = words.map(() => false);
    const written: (string | undefined)[] = words.map(({ before, bare, after }) => before + bare + after);
    for (const { term, index, wordCount } of finds) {
      const end = index + wordCount;
      if (isTaken.slice(index, end).includes(true)) continue;
      isTaken.fill(true, index, end);
      written.fill(undefined, index, end);
      written[index] = `${words[index]?.before ?? ''}${term.text}${words[end - 1]?.after ?? ''}`;
    }
    return written.filter((word) => word !== undefined).join(' ');
  };
}

/** What the words from `index` on may stand for; nothing is heard across the end of a sentence. */
function findTerms(words: readonly Word[], index: number, terms: readonly Term[]): Find[] {
  const finds: Find[] = [];
  let letters = '';
  for (let wordCount = 1; index + wordCount <= words.length; wordCount += 1) {
    const heard = words.slice(index, index + wordCount);
    letters += heard.at(-1)?.letters ?? '';
    const isClauseOver = /[.,;:?!]/.test(heard.at(-1)?.after ?? '');
    const next = isClauseOver ? undefined : (words[index + wordCount]?.bare ?? '');
    const candidates = terms.filter((term) => wordCount <= term.wordCount + MAX_EXTRA_WORDS);
    if (candidates.length === 0) return finds;
    for (const term of candidates) {
      const away = distanceTo(term, heard, letters);
      if (away !== undefined && !swallows(term, heard, next)) {
        finds.push({ term, index, wordCount, distanceRatio: away });
      }
    }
    if (next === undefined) return finds;
  }
  return finds;
}

/** Share of letters that differ; undefined when the words are not this term. */
function distanceTo(term: Term, heard: readonly Word[], letters: string): number | undefined {
  const areReal = heard.every(({ isReal }) => isReal);
  const isSplit = heard.length > term.wordCount;
  if (letters === term.letters) return areReal && !isSplit ? undefined : 0;
  if (term.isAcronym) {
    const bare = heard.map((word) => word.bare);
    return spells(bare, term.text) ? 0 : undefined;
  }
  const longestCount = Math.max(letters.length, term.letters.length);
  if (Math.min(letters.length, term.letters.length) < MIN_LETTER_COUNT) return undefined;
  if (areReal && (!isSplit || term.letters.length < MIN_SPLIT_LETTER_COUNT)) return undefined;
  const limit = areReal ? MAX_SPLIT_DISTANCE_RATIO : MAX_DISTANCE_RATIO;
  if (Math.abs(letters.length - term.letters.length) > limit * longestCount) return undefined;
  const away = distance(letters, term.letters) / longestCount;
  if (away > limit) return undefined;
  const soundsAway = soundDistance(letters, term);
  if (soundsAway > (areReal ? 0 : MAX_SOUND_DISTANCE_RATIO)) return undefined;
  return away + soundsAway <= MAX_TOTAL_DISTANCE_RATIO ? away : undefined;
}

/**
 * Whether a word of its own would vanish in the term: one that brings what was heard no closer to it ("notion a"),
 * or a few words that only hold sentences together ("or in" for Orion).
 * @param next the word that follows; undefined at the end of a clause.
 */
function swallows(term: Term, heard: readonly Word[], next: string | undefined): boolean {
  if (heard.length === 1) return false;
  if (term.isAcronym) {
    const bare = heard.map((word) => word.bare);
    return standsApart(bare, next);
  }
  if (heard.every(({ letters }) => letters.length < MIN_CONTENT_LETTER_COUNT || LINKING_WORDS.has(letters)))
    return true;
  const distanceWithout = (skippedIndex: number): number =>
    distance(lettersWithout(heard, skippedIndex), term.letters);
  const wholeDistance = distanceWithout(-1);
  return heard.some(({ isReal }, index) => isReal && distanceWithout(index) <= wholeDistance);
}

function lettersWithout(heard: readonly Word[], skippedIndex: number): string {
  return heard.map(({ letters }, index) => (index === skippedIndex ? '' : letters)).join('');
}

/** Share of sounds that differ, by Double Metaphone. */
function soundDistance(letters: string, term: Term): number {
  const shares = codesOf(letters).flatMap((code) =>
    term.codes.map((meant) => distance(code, meant) / Math.max(1, code.length, meant.length)),
  );
  return Math.min(...shares);
}

function termOf(text: string): Term {
  const letters = lettersOf(text);
  return {
    text,
    letters,
    wordCount: text.trim().split(/\s+/).length,
    codes: codesOf(letters),
    isAcronym: isAcronym(text),
  };
}

function wordOf(written: string, isRealWord: IsRealWord): Word {
  const [, before = '', bare = '', after = ''] =
    /^([^\p{L}\p{N}]*)(.*?)((?:['’]s)?[^\p{L}\p{N}]*)$/u.exec(written) ?? [];
  const lower = bare.toLowerCase();
  return {
    bare,
    letters: lettersOf(bare),
    before,
    after,
    isReal: lower === '' || /\d/.test(lower) || isRealWord(lower.replaceAll('’', "'")),
  };
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function codesOf(letters: string): readonly string[] {
  return [...new Set(doubleMetaphone(letters))];
}
