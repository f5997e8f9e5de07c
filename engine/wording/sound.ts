import { isKnownWord } from './common-words.ts';

/** Shorter words have too many neighbours of the same sound that no list of words holds. */
const MIN_SLIP_CHARACTERS = 5;
const MIN_FUZZY_CHARACTERS = 8;
const MAX_FUZZY_EDIT_COUNT = 2;
/** Words that must have been heard as they are, for a slip would turn the question around. */
const DECISIVE_WORDS: ReadonlySet<string> = new Set(
  'not no never without none nor neither more less most least before after above below up down in out on off'.split(
    ' ',
  ),
);

/** Spellings to sounds, in this order; after the idea of Metaphone, with long and short vowels apart. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^kn/, 'n'],
  [/^wr/, 'r'],
  [/^ps(?=[aeiouy])/, 's'],
  [/ph/g, 'f'],
  [/x/g, 'ks'],
  [/t?ch/g, 'C'],
  [/sh/g, 'S'],
  [/ck|q(?!u)/g, 'k'],
  [/qu/g, 'kw'],
  [/[cs](?=[eiy])/g, 's'],
  [/c/g, 'k'],
  [/z/g, 's'],
  [/iew|ew/g, 'U'],
  [/oo/g, 'U'],
  [/ee|ea|ie|ey$|y$/g, 'I'],
  [/y/g, 'i'],
  [/oa|ow/g, 'O'],
  [/ou/g, 'u'],
  [/[eiu]r(?![aeiou])/g, 'er'],
];
const VOICELESS: Readonly<Record<string, string>> = { b: 'p', d: 't', g: 'k', v: 'f', j: 'x' };

const MAX_REMEMBERED_COUNT = 8_192;
const skeletons = new Map<string, string>();

/** Words that sound alike have one key, wherever the gaps between them were heard; numbers stay. */
export function soundKey(words: readonly string[]): string {
  return words.map(skeletonOf).join('');
}

/**
 * Whether the words of one question are those of the other as a recognizer might have misheard them: words
 * split or joined elsewhere, or one that is no word and sounds like the one meant. Two known words are never
 * taken for one another, nor are two unknown ones.
 */
export function areSlips(first: readonly string[], second: readonly string[]): boolean {
  let firstIndex = 0;
  let secondIndex = 0;
  while (firstIndex < first.length || secondIndex < second.length) {
    if (first[firstIndex] === second[secondIndex]) {
      firstIndex += 1;
      secondIndex += 1;
      continue;
    }
    const firstStart = firstIndex;
    const secondStart = secondIndex;
    let firstLength = 0;
    let secondLength = 0;
    do {
      const takesFirst = firstLength <= secondLength;
      const takesSecond = secondLength <= firstLength;
      if (takesFirst && firstIndex < first.length)
        firstLength += skeletonOf(first[firstIndex++] ?? '').length;
      else if (takesFirst) return false;
      if (takesSecond && secondIndex < second.length)
        secondLength += skeletonOf(second[secondIndex++] ?? '').length;
      else if (takesSecond) return false;
    } while (firstLength !== secondLength);
    if (!areSlipsOfWords(first.slice(firstStart, firstIndex), second.slice(secondStart, secondIndex)))
      return false;
  }
  return true;
}

/** Both spans hold the same consonants. */
function areSlipsOfWords(first: readonly string[], second: readonly string[]): boolean {
  if (first.join('') === second.join('') || isCompound(first, second) || isCompound(second, first))
    return true;
  if ([...first, ...second].some((word) => DECISIVE_WORDS.has(word) || /\d/.test(word))) return false;
  const shorterCharacters = Math.min(first.join('').length, second.join('').length);
  if (shorterCharacters < MIN_SLIP_CHARACTERS) return false;
  if (first.length === second.length) {
    // Exactly one of them may be no word; of two that nobody knows either may be a term of its own.
    const isOneMadeUp = first.every(isKnownWord) !== second.every(isKnownWord);
    return isOneMadeUp && first.map(soundOf).join('') === second.map(soundOf).join('');
  }
  const [firstSound, secondSound] = [first.map(looseSoundOf).join(''), second.map(looseSoundOf).join('')];
  if (firstSound === secondSound) return true;
  const pieces = first.length > second.length ? first : second;
  return (
    shorterCharacters >= MIN_FUZZY_CHARACTERS &&
    pieces.some((piece) => piece.length > 2 && !isKnownWord(piece)) &&
    firstSound.charAt(0) === secondSound.charAt(0) &&
    distanceOf(firstSound, secondSound) <= MAX_FUZZY_EDIT_COUNT
  );
}

/** "Sales force", whose first part lost its s, is "salesforce". */
function isCompound(pieces: readonly string[], [word, ...rest]: readonly string[]): boolean {
  return pieces.length === 2 && rest.length === 0 && pieces.join('s') === word;
}

function soundOf(word: string): string {
  return SOUNDS.reduce((text, [spelling, sound]) => text.replace(spelling, sound), word);
}

/** Long and short vowels, voiced and voiceless consonants, single and double letters as one. */
function looseSoundOf(word: string): string {
  return soundOf(word)
    .toLowerCase()
    .replaceAll(/[bdgvj]/g, (letter) => VOICELESS[letter] ?? letter)
    .replaceAll(/(.)\1+/g, '$1');
}

/** Consonants only, without the hissing ones, which plurals come and go with. */
function skeletonOf(word: string): string {
  if (/[\d=]|^[^\p{L}]+$/u.test(word)) return `#${word}#`;
  let skeleton = skeletons.get(word);
  if (skeleton === undefined) {
    if (skeletons.size >= MAX_REMEMBERED_COUNT) skeletons.clear();
    skeleton = looseSoundOf(word).replaceAll(/[aeiouswh]/g, '');
    skeletons.set(word, skeleton);
  }
  return skeleton;
}

/** Letters to change, add or take away (Levenshtein). */
function distanceOf(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let index = 1; index <= first.length; index++) {
    const next = [index];
    for (let other = 1; other <= second.length; other++) {
      const changed = (row[other - 1] ?? 0) + (first[index - 1] === second[other - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[other] ?? 0) + 1, (next[other - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
