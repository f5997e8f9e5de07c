import { readFile } from 'node:fs/promises';
import wordListPath from 'word-list';

/** Tells whether a word, in lower case, is one of the English language; names and products are not. */
export type IsRealWord = (word: string) => boolean;

let list: Promise<ReadonlySet<string>> | undefined;

/** Reads the list once; without it every word counts as real, so that none is overwritten. */
export async function loadRealWords(): Promise<IsRealWord> {
  list ??= readFile(wordListPath, 'utf8').then((text) => new Set(text.split('\n')));
  try {
    const words = await list;
    const isListed = (word: string): boolean => words.has(word) || UNLISTED.has(word);
    return (word) => isListed(word) || isListed(word.replace(/'s$|n't$|'(?:re|ve|ll|d|m)$/, ''));
  } catch {
    list = undefined;
    return () => true;
  }
}

/** The list leaves out what has one letter, and knows no contraction but by its stem. */
const UNLISTED: ReadonlySet<string> = new Set(['a', 'i', 'o', "can't", "o'clock", "ma'am", "y'all"]);
