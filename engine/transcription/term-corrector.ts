import { doubleMetaphone } from 'double-metaphone';
import { distance } from 'fastest-levenshtein';
import type { IsRealWord } from './real-words.ts';
import { isAcronym, spells } from './spelled-terms.ts';

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
/** Changed letters to letters, and changed sounds to sounds. */
const MAX_DISTANCE_RATIO = 0.45;
const MAX_SOUND_DISTANCE_RATIO = 0.25;
/** Of real words, which the term would have to be split into; they sound the same. */
const MAX_SPLIT_DISTANCE_RATIO = 0.2;
const MIN_SPLIT_LETTER_COUNT = 6;

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
    const candidates = terms.filter((term) => wordCount <= term.wordCount + MAX_EXTRA_WORDS);
    if (candidates.length === 0) return finds;
    for (const term of candidates) {
      const away = distanceTo(term, heard, letters);
      if (away !== undefined) finds.push({ term, index, wordCount, distanceRatio: away });
    }
    if (/[.,;:?!]/.test(heard.at(-1)?.after ?? '')) return finds;
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
  return soundDistance(letters, term) <= (areReal ? 0 : MAX_SOUND_DISTANCE_RATIO) ? away : undefined;
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
