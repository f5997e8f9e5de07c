import { FILLERS } from '../wording/question-vocabulary.ts';

/** The mark that closes a text; '' when the recognizer gives no punctuation. */
export type ClosingMark = '?' | '.' | '…' | '';

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{N}\p{M}]+|(?<=\p{N})[.,](?=\p{N})\p{N}+)*/gu;

/** Lower-case words without punctuation; apostrophes are kept ("what's"). */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(WORD) ?? []).map((word) => word.replaceAll('’', "'"));
}

/** Question marks: wide, Greek, Arabic, Armenian, Ethiopic, Vai, Limbu, Bamum, reversed, doubled, joined, small, vertical. */
const QUESTION_MARKS =
  '?\\uFF1F\\u037E\\u061F\\u055E\\u1367\\uA60F\\u1945\\uA6F7\\u2E2E\\u2047-\\u2049\\u203D\\uFE56\\uFE16';
/** Full stops of CJK, Devanagari, Urdu, Ethiopic, Burmese, Khmer and Armenian beside our own. */
const FULL_STOPS = '.!\\u3002\\uFF0E\\uFF61\\uFF01\\u0964\\u0965\\u06D4\\u1362\\u104A\\u104B\\u17D4\\u0589';
const ENDS_IN_QUESTION = new RegExp(`[${QUESTION_MARKS}][!\\uFF01]*$`, 'u');
const ENDS_IN_STOP = new RegExp(`[${FULL_STOPS}]$`, 'u');
const ENDS_UNFINISHED = /(?:[…‥⋯]|\.\.|[,;:–—，、；：،؛-])$/u;
/** In Greek the semicolon asks. (Here and below each search begins at one place only, so that none is repeated.) */
const ENDS_IN_GREEK_QUESTION = /\p{Script=Greek}[^;\p{Script=Greek}]*;$/u;
/** Armenian sets its mark over the last vowel of the word that asks. */
const ARMENIAN_QUESTION = /\u055E[^.!\u0589:\u055E]*[\u0589:]?$/u;
/** Closing quotes and brackets, emphasis, emoji, blanks, and what cannot be seen. */
const AFTER_MARK =
  /(?<![\s"'*_`\p{Pe}\p{Pf}\p{Cf}\p{Cc}\p{M}\p{So}\p{Sk}])[\s"'*_`\p{Pe}\p{Pf}\p{Cf}\p{Cc}\p{M}\p{So}\p{Sk}]+$/u;

export function closingMarkOf(text: string): ClosingMark {
  const end = text.replace(AFTER_MARK, '');
  const asks = [ENDS_IN_QUESTION, ENDS_IN_GREEK_QUESTION, ARMENIAN_QUESTION].some((mark) => mark.test(end));
  if (asks) return '?';
  if (ENDS_UNFINISHED.test(end)) return '…';
  return ENDS_IN_STOP.test(end) ? '.' : '';
}

const CONTRACTED_IS = /^(what|how|who|where|when|why|that|there|it)(?:'s|s'|s)$/;

/** Opens "what's" and the like, and drops fillers, so that wordings of one question compare equal. */
export function normalisedWords(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !FILLERS.has(word))
    .flatMap((word) => openContraction(word));
}

/**
 * After a closing mark: at blanks, or at once where the script has none. Only at a blank is there a look back, which
 * a row of quotes would make long.
 */
const SENTENCE_BREAK = new RegExp(
  `(?=\\s)(?<=[${QUESTION_MARKS}${FULL_STOPS}]["'”’)]*)\\s+(?=\\S)|(?<=[。？！｡][」』”’）]?)(?=[^\\s」』”’）。？！])`,
  'u',
);

/** Sentences of a punctuated text with their marks; a single one when there is no punctuation. Each holds a word. */
export function sentencesOf(text: string): string[] {
  return text
    .split(SENTENCE_BREAK)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function openContraction(word: string): string[] {
  const [, stem] = CONTRACTED_IS.exec(word) ?? [];
  if (stem !== undefined && word !== 'its') return [stem, 'is'];
  const [, wh, rest] = /^(what|how|who|where|when|why)'(re|d|ll|ve)$/.exec(word) ?? [];
  if (wh === undefined) return [word];
  return [wh, { re: 'are', d: 'did', ll: 'will', ve: 'have' }[rest as 're' | 'd' | 'll' | 've']];
}
