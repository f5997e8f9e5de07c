import { bareWord, wordsOf } from '../wording/bare-words.ts';

/** How long text takes to say, by script: a character of Chinese is a syllable, one of English a sound. */

interface ScriptPace {
  readonly characters: RegExp;
  /** Of a character, for the fastest talkers. */
  readonly fastestMs: number;
  /** Of a character that must be spoken unhurriedly to be believed. */
  readonly doubtfulMs: number;
}

/** Scripts without blanks between words, and Korean, whose words are long. */
const PACES: readonly ScriptPace[] = [
  { characters: /\p{Script=Han}/gu, fastestMs: 70, doubtfulMs: 100 },
  { characters: /[\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, fastestMs: 45, doubtfulMs: 60 },
  { characters: /\p{Script=Hangul}/gu, fastestMs: 60, doubtfulMs: 80 },
  {
    characters: /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu,
    fastestMs: 30,
    doubtfulMs: 35,
  },
];
/** The fastest talkers keep below 25 characters a second of voice; invented phrases come from far less. */
const OTHER_FASTEST_MS = 1_000 / 35;
const DOUBTFUL_WORD_MS = 150;
/** A word of more letters takes longer, by so much for each. */
const SHORT_WORD_LETTERS = 5;
const DOUBTFUL_LETTER_MS = 50;

/** Less voice than this and nobody can have said it. */
export function fastestMsOf(text: string): number {
  const { paced, rest } = split(text);
  return paced.reduce((sum, { pace, count }) => sum + count * pace.fastestMs, rest.length * OTHER_FASTEST_MS);
}

/** Less voice than this and doubtful words (captions, echoes, loops) are not believed. */
export function doubtfulMsOf(text: string): number {
  const { paced, rest } = split(text);
  const wordsMs = wordsOf(rest)
    .map((word) => bareWord(word).length)
    .filter((letterCount) => letterCount > 0)
    .reduce((sum, letterCount) => sum + doubtfulWordMs(letterCount), 0);
  return paced.reduce((sum, { pace, count }) => sum + count * pace.doubtfulMs, wordsMs);
}

function doubtfulWordMs(letterCount: number): number {
  return DOUBTFUL_WORD_MS + Math.max(0, letterCount - SHORT_WORD_LETTERS) * DOUBTFUL_LETTER_MS;
}

function split(text: string): { paced: readonly { pace: ScriptPace; count: number }[]; rest: string } {
  let rest = text;
  const paced = PACES.map((pace) => {
    const before = rest.length;
    rest = rest.replaceAll(pace.characters, '');
    return { pace, count: before - rest.length };
  });
  return { paced, rest };
}
