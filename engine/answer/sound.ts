import { isKnownWord } from './common-words.ts';
import { TERMS } from './question-vocabulary.ts';

/** Shorter words have too many neighbours to be told from them by anything but their exact sound. */
const MIN_FUZZY_CHARACTERS = 6;
const MIN_SOUND_CHARACTERS = 3;
/** Words that must have been heard as they are, for a slip would turn the question around. */
const DECISIVE_WORDS: ReadonlySet<string> = new Set(
  'not no never without none nor neither more less most least before after above below up down in out on off'.split(
    ' ',
  ),
);

/** Spellings to sounds, in this order; after the idea of Metaphone, with vowels kept in five classes. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^kn/, 'n'],
  [/^wr/, 'r'],
  [/^ps(?=[aeiouy])/, 's'],
  [/ph/g, 'f'],
  [/ough/g, 'of'],
  [/igh/g, 'i'],
  [/x/g, 'ks'],
  [/tch|[sc]h/g, 'x'],
  [/ck|q(?!u)/g, 'k'],
  [/qu/g, 'kw'],
  [/[cs](?=[eiy])/g, 's'],
  [/c/g, 'k'],
  [/z/g, 's'],
  [/h/g, ''],
  [/ing$/, 'in'],
  [/iew|ew|oo|ou|ue$/g, 'u'],
  [/ee|ea|ie|ey|y/g, 'i'],
  [/ai|ei/g, 'e'],
  [/oa|ow|au|aw/g, 'o'],
  [/[eiu]r(?![aeiou])/g, 'er'],
  [/(.)\1+/g, '$1'],
  [/(?<=.{2})e(s?)$/, '$1'],
];
const VOICELESS: Readonly<Record<string, string>> = { b: 'p', d: 't', g: 'k', v: 'f', j: 'x' };

/** Words that sound alike have one key, wherever the gaps between them were heard; numbers stay. */
export function soundKey(words: readonly string[]): string {
  return words.map(skeletonOf).join('');
}

/**
 * Whether the words of one question are those of the other as a recognizer might have misheard them: words
 * split or joined elsewhere, or a made-up word that sounds like the one meant. Two known words are never
 * taken for one another.
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
  if (first.join('') === second.join('')) return true;
  if ([...first, ...second].some((word) => DECISIVE_WORDS.has(word) || /\d/.test(word))) return false;
  const firstSound = first.map(soundOf).join('');
  const secondSound = second.map(soundOf).join('');
  const isJoined = first.length !== second.length;
  const isMadeUp = !first.every(isKnownWord) || !second.every(isKnownWord);
  if (!isJoined && !isMadeUp) return false;
  if (firstSound === secondSound)
    return /[aeiou]/.test(firstSound) && firstSound.length >= MIN_SOUND_CHARACTERS;
  if (vowelless(firstSound.charAt(0)) !== vowelless(secondSound.charAt(0))) return false;
  const isOfTerm = isTerm(first) || isTerm(second);
  const shorterCharacters = Math.min(first.join('').length, second.join('').length);
  if (shorterCharacters < MIN_FUZZY_CHARACTERS || !(isJoined || isOfTerm)) return false;
  return distanceOf(voiceless(firstSound), voiceless(secondSound)) <= (shorterCharacters >= 9 ? 2 : 1);
}

function isTerm([word = '', ...rest]: readonly string[]): boolean {
  return rest.length === 0 && TERMS.has(word);
}

/** Consonants only, voiced and voiceless as one; without the hissing ones, which plurals come and go with. */
function skeletonOf(word: string): string {
  if (/[\d=]/.test(word)) return `#${word}#`;
  return voiceless(soundOf(word)).replaceAll(/[aeiousw]/g, '');
}

function soundOf(word: string): string {
  return SOUNDS.reduce((text, [spelling, sound]) => text.replace(spelling, sound), word);
}

function voiceless(sound: string): string {
  return sound.replaceAll(/[bdgvj]/g, (letter) => VOICELESS[letter] ?? letter);
}

/** A vowel as a mark, a consonant as it is: words that begin otherwise are opposites too often. */
function vowelless(letter: string): string {
  return /[aeiou]/.test(letter) ? 'a' : voiceless(letter);
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
