import { bareWord } from './bare-words.ts';

/** Rounds of one group of words or numbers that are believed. */
export interface RepeatLimits {
  readonly wordCount: number;
  readonly numberCount: number;
}

const MAX_GROUP_WORDS = 12;
/** Scripts whose words stand side by side. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const wordSegmenter = new Intl.Segmenter('und', { granularity: 'word' });
/** A sound or a syllable that nobody repeats this often within a word, or with hyphens between; numbers may. */
const CHARACTER_LOOP = /((?!\p{N})[\p{L}\p{M}]{1,4}?)(?:[-‐‑–—'’.,…]?\1){11,}/giu;

/**
 * Cuts each run of one repeated word group that goes beyond the limits down to its first round. One pass over
 * the text for each length of group.
 */
export function withoutLoops(text: string, limits: RepeatLimits): string {
  const words = saidWords(text);
  let kept = words;
  for (let groupWords = 1; groupWords <= MAX_GROUP_WORDS; groupWords += 1) {
    kept = withoutRepeats(kept, groupWords, limits);
  }
  const rest = kept.length === words.length ? text : kept.map(({ word }) => word).join('');
  return rest.replaceAll(CHARACTER_LOOP, '$1').trim();
}

/** With what follows each: blanks, or nothing in scripts that are written without. */
function saidWords(text: string): SaidWord[] {
  return (text.match(/\S+\s*/gu) ?? []).flatMap((word) => {
    if (!UNSPACED.test(word)) return [{ word, bare: bareWord(word) }];
    return Array.from(wordSegmenter.segment(word), ({ segment }) => ({
      word: segment,
      bare: bareWord(segment),
    }));
  });
}

interface SaidWord {
  readonly word: string;
  readonly bare: string;
}

function withoutRepeats(words: readonly SaidWord[], groupWords: number, limits: RepeatLimits): SaidWord[] {
  const kept: SaidWord[] = [];
  let index = 0;
  while (index < words.length) {
    // Words from here on that the next group repeats.
    let sameCount = 0;
    while (isSameWord(words[index + sameCount], words[index + sameCount + groupWords])) sameCount += 1;
    const repeatCount = Math.floor(sameCount / groupWords) + 1;
    const group = words.slice(index, index + groupWords);
    const isNumber = group.every(({ bare }) => /^\p{N}*$/u.test(bare));
    const isLoop = repeatCount > (isNumber ? limits.numberCount : limits.wordCount);
    // Where there is no loop, none can begin inside the same words either: they need not be compared again.
    const takenCount = isLoop ? repeatCount * groupWords : Math.max(1, sameCount);
    kept.push(...(isLoop ? group : words.slice(index, index + takenCount)));
    index += takenCount;
  }
  return kept;
}

function isSameWord(left: SaidWord | undefined, right: SaidWord | undefined): boolean {
  return left !== undefined && left.bare === right?.bare;
}
