import { bareWord, wordsOf } from '../wording/bare-words.ts';

/**
 * LocalAgreement-2 (Macháček et al. 2023): a word is committed once two successive hypotheses agree on it and
 * on all words before it. The last word of a hypothesis is never committed: its audio may be cut in its middle.
 */
export class LocalAgreement {
  #committed: string[] = [];
  /** What the newest hypothesis says after the committed words. */
  #rest: string[] = [];

  get committedText(): string {
    return this.#committed.join(' ');
  }

  get committedCount(): number {
    return this.#committed.length;
  }

  get volatileText(): string {
    return this.#rest.join(' ');
  }

  /** @param hypothesis text of everything said so far. */
  push(hypothesis: string): void {
    const rest = restAfter(this.#committed, wordsOf(hypothesis));
    const agreedCount = Math.min(commonPrefixCount(this.#rest, rest), Math.max(0, rest.length - 1));
    this.#committed = [...this.#committed, ...rest.slice(0, agreedCount)];
    this.#rest = rest.slice(agreedCount);
  }

  /** `text` with the committed words kept: what follows them comes from `text`. */
  reconcile(text: string): string {
    if (this.#committed.length === 0) return text;
    const words = wordsOf(text);
    const isExtension = this.#committed.every(
      (word, index) => bareWord(word) === bareWord(words[index] ?? ''),
    );
    // Case and punctuation may still settle; the words may not.
    if (isExtension) return text;
    return [...this.#committed, ...restAfter(this.#committed, words)].join(' ');
  }
}

function commonPrefixCount(left: readonly string[], right: readonly string[]): number {
  const differs = right.findIndex((word, index) => bareWord(word) !== bareWord(left[index] ?? ''));
  return differs === -1 ? right.length : differs;
}

/**
 * The words that follow the part of `words` that stands for `committed`: the prefix with the smallest edit
 * distance to it, the longest of equals.
 */
function restAfter(committed: readonly string[], words: readonly string[]): string[] {
  let distances = Array.from({ length: words.length + 1 }, (_, index) => index);
  for (const [committedIndex, committedWord] of committed.entries()) {
    const next = [committedIndex + 1];
    for (const [wordIndex, word] of words.entries()) {
      const replaced = (distances[wordIndex] ?? 0) + (bareWord(word) === bareWord(committedWord) ? 0 : 1);
      next.push(Math.min(replaced, (distances[wordIndex + 1] ?? 0) + 1, (next[wordIndex] ?? 0) + 1));
    }
    distances = next;
  }
  return words.slice(distances.lastIndexOf(Math.min(...distances)));
}
