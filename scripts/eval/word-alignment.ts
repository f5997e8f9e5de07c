import { bareWord, wordsOf } from '../../engine/wording/bare-words.ts';

/** Words without case and punctuation, as a word error rate compares them. */
export function bareWords(text: string): string[] {
  return wordsOf(text)
    .map(bareWord)
    .filter((word) => word !== '');
}

/** Which of the reference's words stand in `shown`, in order. */
export function shownIndices(reference: readonly string[], shown: readonly string[]): number[] {
  let from = 0;
  return reference.flatMap((word, index) => {
    const at = shown.indexOf(word, from);
    if (at === -1) return [];
    from = at + 1;
    return [index];
  });
}

/**
 * Where the words of an utterance end, if only the whole is labelled: the time is shared by their letters.
 * The last one is exact.
 */
export function wordEndsMs(text: string, startMs: number, endMs: number): number[] {
  const lengths = bareWords(text).map((word) => word.length + 1);
  const totalCharacters = lengths.reduce((sum, length) => sum + length, 0);
  let characters = 0;
  return lengths.map((length) => {
    characters += length;
    return startMs + ((endMs - startMs) * characters) / totalCharacters;
  });
}
