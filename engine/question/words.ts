import { FILLERS } from './lexicon.ts';

/** The mark that closes a text; '' when the recognizer gives no punctuation. */
export type ClosingMark = '?' | '.' | '…' | '';

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+|(?<=\p{N})[.,](?=\p{N})\p{N}+)*/gu;

/** Lower-case words without punctuation; apostrophes are kept ("what's"). */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(WORD) ?? []).map((word) => word.replaceAll('’', "'"));
}

export function closingMarkOf(text: string): ClosingMark {
  const end = text.trimEnd().replace(/["'”’)\]]+$/u, '');
  if (/[?？]!*$/u.test(end)) return '?';
  if (/(?:…|\.\.|[,;:–—-])$/u.test(end)) return '…';
  return /[.!。]$/u.test(end) ? '.' : '';
}

const CONTRACTED_IS = /^(what|how|who|where|when|why|that|there|it)(?:'s|s'|s)$/;

/** Opens "what's" and the like, and drops fillers, so that wordings of one question compare equal. */
export function normalisedWords(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !FILLERS.has(word))
    .flatMap((word) => openContraction(word));
}

/** Sentences of a punctuated text, marks kept; one when there is no punctuation. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.?!。？]["'”’)]*)\s+(?=\S)/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function openContraction(word: string): string[] {
  const [, stem] = CONTRACTED_IS.exec(word) ?? [];
  if (stem !== undefined && word !== 'its') return [stem, 'is'];
  const [, wh, rest] = /^(what|how|who|where|when|why)'(re|d|ll|ve)$/.exec(word) ?? [];
  if (wh === undefined) return [word];
  return [wh, { re: 'are', d: 'did', ll: 'will', ve: 'have' }[rest as 're' | 'd' | 'll' | 've']];
}
