import { MAX_SEARCH_CHARACTERS } from '../protocol/past-calls.ts';

/** Scripts whose words stand side by side, and Korean, whose endings are glued to them. */
const UNSPACED_CHARACTER =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}\p{scx=Javanese}]\p{M}*/gu;

/**
 * Text as it is indexed: each character of a script without spaces is a separate word, so that a phrase of
 * them finds any part of a sentence. Wide and narrow forms are one.
 */
export function searchForm(text: string): string {
  return text.normalize('NFKC').replaceAll(UNSPACED_CHARACTER, ' $& ');
}

/**
 * A query in the index's language: every word must occur, the last one as a beginning. Each is quoted, so that
 * nothing a user types is taken for syntax. What is too long is cut off: the index takes minutes for it.
 * @returns '' when there is nothing to look for.
 */
export function searchQuery(text: string): string {
  const words =
    text
      .slice(0, MAX_SEARCH_CHARACTERS)
      .normalize('NFKC')
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const phrases = words.map((word) => `"${searchForm(word).trim().replaceAll(/\s+/g, ' ')}"`);
  return phrases.length === 0 ? '' : `${phrases.join(' ')}*`;
}
