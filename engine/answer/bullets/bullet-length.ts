import { finishedText } from './bullet-text.ts';
import { splitMarker } from './list-marker.ts';
import { closedBullet, withoutRounds } from './open-ending.ts';

/** Fits a statement into a bullet without ending mid-phrase: at a clause, as two bullets, or not at all. */

/** Two lines of the HUD; a character of a wide script counts twice. */
const MAX_BULLET_WIDTH_CHARACTERS = 140;
/** Of the end of a statement that is a bullet, whatever blanks and dashes follow its words. */
const LAST_BOUNDARY_INDEX = 2 * MAX_BULLET_WIDTH_CHARACTERS;
const WIDE = /[\u1100-\u11FF\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFF60]/;

const DANGLING = new Set(
  'a an the and or but nor of to in on at by for with without from into onto as that which who whom whose than then so because if when while where whether although though unless until since is are was were be been being has have had its their your our his her my this these those very more most not no can may will would could should must might do does did e.g. i.e. such like via per about between through during over under against among within upon towards toward across after before both either each every any some'.split(
    ' ',
  ),
);

/** Words before which a clause ends; the first group opens another statement about the first. */
const SUBORDINATORS = new Set(
  'because although though while whereas since unless until if when where which who that so allowing making ensuring enabling leading resulting including providing helping reducing'.split(
    ' ',
  ),
);
const COORDINATORS = new Set('and or but yet nor'.split(' '));
const PREPOSITIONS = new Set(
  'with without for by through during after before across between via using from into about against among within over under such like rather instead based depending due'.split(
    ' ',
  ),
);
/** A verb before which nothing may be missing: what follows it completes it. */
const INCOMPLETE_WITHOUT_MORE = new Set(
  'depend depends consist consists rely relies focus focuses refer refers lead leads result results based due according such rather instead known used able allows enables helps make makes give gives provide provides ensure ensures include includes'.split(
    ' ',
  ),
);
const OPENERS =
  /^(?:in addition|however|additionally|moreover|furthermore|for example|for instance|in general|generally|typically|overall|basically|essentially|also|note that|in practice|in other words|on the other hand)[,:]?\s+/i;
/** An independent statement may follow a comma and one of these. */
const NEW_STATEMENT =
  /,\s+(?:and|but|so|yet)\s+(?=(?:it|they|we|you|i|he|she|this|that|these|those|there|the)\s)/gi;
const STATEMENT_END = /(?:[.!?]["')\]]*|;|\s[–—-]{1,2}(?=\s))\s+|[。！？；]/g;
const PARENTHESIS = /(?<!\s)\s*\([^()]{1,200}\)/g;
const MIN_STATEMENT_WORD_COUNT = 3;
const MIN_CLAUSE_WORD_COUNT = 4;
const MIN_PHRASE_WORD_COUNT = 5;

/**
 * @returns the statement as one bullet or two, each within the limits and whole; empty when it cannot be
 * shortened.
 */
export function fitBullets(text: string, maxWordCount: number): readonly string[] {
  return (
    fittingParts(finishedText(withoutRounds(text)), maxWordCount)
      // A second statement may begin with the mark of an item: "It scales. - [ ] Cache reads".
      .map((part) => closedBullet(splitMarker(part).text))
      .filter(Boolean)
  );
}

function fittingParts(whole: string, maxWordCount: number): readonly string[] {
  if (fits(whole, maxWordCount)) return [whole];
  const shorter = [whole.replace(OPENERS, ''), whole.replaceAll(PARENTHESIS, '')];
  shorter.push((shorter[1] ?? '').replace(OPENERS, ''));
  for (const candidate of shorter) {
    if (fits(candidate, maxWordCount)) return [capitalizedAs(whole, candidate)];
  }
  const plain = shorter[2] ?? whole;
  const parts = statementsOf(plain);
  const [first = '', second] = parts;
  if (second !== undefined && fits(first, maxWordCount)) {
    return fits(second, maxWordCount) ? [first, capitalizedAs(plain, second)] : [first];
  }
  const clause = lastClause(plain, maxWordCount);
  return clause === undefined ? [] : [capitalizedAs(whole, clause)];
}

/**
 * A bullet cut off by the end of the stream: up to its last clause.
 * @returns undefined when it has none.
 */
export function untornBullet(text: string, maxWordCount: number): string | undefined {
  if (/[.!?。！？।։]["')\]]*$/.test(text)) return fitBullets(text, maxWordCount)[0];
  const wordCount = text.split(' ').length;
  return lastClause(text, Math.min(maxWordCount, wordCount - 1));
}

/** When there is nothing else to show: as many words as fit, and a sign that there was more. */
export function cutBullet(text: string, maxWordCount: number): string {
  const words = finishedText(withoutRounds(text)).split(' ').slice(0, maxWordCount);
  while (words.length > 1 && isDangling(words.at(-1))) words.pop();
  let cut = finishedText(words.join(' '));
  while (widthOf(cut) >= MAX_BULLET_WIDTH_CHARACTERS) {
    const lastBlank = cut.lastIndexOf(' ');
    cut =
      lastBlank > cut.length / 2 ? cut.slice(0, lastBlank) : cut.slice(0, Math.ceil(cut.length * 0.9) - 1);
  }
  return `${cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** As much of a growing bullet as may be shown. */
export function growingBullet(text: string, maxWordCount: number): string {
  if (fits(text, maxWordCount)) return text;
  const read = text.slice(0, MAX_GROWING_CHARACTERS);
  return fitBullets(read, maxWordCount)[0] ?? lastClause(read, maxWordCount) ?? cutBullet(read, maxWordCount);
}

/** Far more than can be shown; it is read again with every token. */
const MAX_GROWING_CHARACTERS = 4_000;

/** Within the limits of one bullet. */
export function fits(text: string, maxWordCount: number): boolean {
  return (
    text.split(' ', maxWordCount + 1).length <= maxWordCount && widthOf(text) <= MAX_BULLET_WIDTH_CHARACTERS
  );
}

function widthOf(text: string): number {
  if (text.length > MAX_BULLET_WIDTH_CHARACTERS) return text.length;
  let widthCharacters = 0;
  for (const character of text) widthCharacters += WIDE.test(character) ? 2 : character.length;
  return widthCharacters;
}

/** Two statements when the text consists of two or more. */
function statementsOf(text: string): readonly string[] {
  for (const boundary of [STATEMENT_END, NEW_STATEMENT]) {
    for (const match of text.matchAll(boundary)) {
      // No bullet is as long as what would come before.
      if (match.index > LAST_BOUNDARY_INDEX) break;
      // "The licence, the training, and the support": members of a list.
      const isMember = boundary === NEW_STATEMENT && text.lastIndexOf(',', match.index - 1) >= 0;
      if (isMember && /^the\s/i.test(text.slice(match.index + match[0].length))) continue;
      const first = finishedText(text.slice(0, match.index + (boundary === STATEMENT_END ? 1 : 0))).replace(
        /[\s;–—-]+$/,
        '',
      );
      const second = finishedText(text.slice(match.index + match[0].length));
      if (isStatement(first) && isStatement(second)) return [first, second];
    }
  }
  return [text];
}

function isStatement(text: string): boolean {
  return (
    text.split(' ', MIN_STATEMENT_WORD_COUNT).length >= MIN_STATEMENT_WORD_COUNT ||
    WIDE.test(text.slice(0, MAX_BULLET_WIDTH_CHARACTERS))
  );
}

/** The longest beginning that ends with a clause, within the limits and shorter than the text. */
function lastClause(text: string, maxWordCount: number): string | undefined {
  const wide = wideClause(text);
  if (wide !== undefined) return wide;
  const words = text.split(' ');
  let phraseEndIndex: number | undefined;
  for (let end = Math.min(maxWordCount, words.length - 1); end >= MIN_CLAUSE_WORD_COUNT; end--) {
    const kept = words.slice(0, end);
    if (!isWhole(kept)) continue;
    const last = kept.at(-1) ?? '';
    const next = (words[end] ?? '').toLowerCase().replace(/[,;:]$/, '');
    if (/[.!?;:]["')\]]*$/.test(last) || SUBORDINATORS.has(next)) return finishedText(kept.join(' '));
    const isClause = last.endsWith(',') && !isListComma(words, end);
    if (isClause) return finishedText(kept.join(' '));
    if (end >= MIN_PHRASE_WORD_COUNT && isPhraseEnd(kept, next)) phraseEndIndex ??= end;
  }
  return phraseEndIndex === undefined ? undefined : finishedText(words.slice(0, phraseEndIndex).join(' '));
}

/** A clause that was opened within the phrase must have had room for its verb: "where two or more processes". */
function isPhraseEnd(kept: readonly string[], next: string): boolean {
  const clauseWordCount = kept.toReversed().findIndex((word) => SUBORDINATORS.has(word.toLowerCase()));
  if (clauseWordCount >= 0 && clauseWordCount < MIN_CLAUSE_WORD_COUNT) return false;
  if (PREPOSITIONS.has(next) || /^[(–—-]/.test(next)) return true;
  return COORDINATORS.has(next) && clauseWordCount < 0;
}

function wideClause(text: string): string | undefined {
  if (!WIDE.test(text.slice(0, MAX_BULLET_WIDTH_CHARACTERS))) return undefined;
  const kept = text.slice(0, Math.min(MAX_BULLET_WIDTH_CHARACTERS / 2, text.length - 1));
  const end = Math.max(...['，', '、', '；', '：', '。', ','].map((stop) => kept.lastIndexOf(stop)));
  return end >= MIN_CLAUSE_WORD_COUNT ? finishedText(kept.slice(0, end)) : undefined;
}

/** Nothing is left open, and the last word does not depend on a missing one. */
function isWhole(words: readonly string[]): boolean {
  const text = words.join(' ');
  const last =
    words
      .at(-1)
      ?.toLowerCase()
      .replace(/[.,;:!?]+$/, '') ?? '';
  const isOpen = text.split('(').length > text.split(')').length || (text.match(/"/g)?.length ?? 0) % 2 === 1;
  return !isOpen && !isDangling(last) && !INCOMPLETE_WITHOUT_MORE.has(last) && !SUBORDINATORS.has(last);
}

/** "Cost, speed, and …": the comma before the next member of a list ends no clause. */
function isListComma(words: readonly string[], endIndex: number): boolean {
  const isShort = (fromIndex: number): boolean => {
    const member = words.slice(fromIndex, fromIndex + 3).findIndex((word) => word.endsWith(','));
    return member >= 0 && member < 3;
  };
  return (
    isShort(endIndex) ||
    words.slice(Math.max(0, endIndex - 3), endIndex - 1).some((word) => word.endsWith(','))
  );
}

function isDangling(word: string | undefined): boolean {
  return DANGLING.has((word ?? '').toLowerCase().replace(/[,;:]+$/, ''));
}

/** A bullet that starts mid-sentence is capitalised like the one it was split from. */
function capitalizedAs(model: string, text: string): string {
  return /^\p{Lu}/u.test(model) && /^\p{Ll}[\p{Ll}' ]/u.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
}
