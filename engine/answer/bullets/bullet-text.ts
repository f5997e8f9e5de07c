import { withoutLabel } from './bullet-talk.ts';
import { splitMarker } from './list-marker.ts';
import { plainText } from './plain-text.ts';

/** Cleaning of one bullet's text. Pure functions; nothing here knows about streams. */

const MAX_ROUND_COUNT = 6;
/** In front of a number `>` and `~` compare and round. */
const LEADING_SIGNS = /^(?:(?:(?![>~]\s*[\p{N}\p{Sc}=.,])[\s*+•|>#~`_–—-])+(?=\s)|[|#>`]+$)/u;

export interface BulletSource {
  /** A list item: it is never talk, and its first words are not a label. */
  readonly isItem: boolean;
  /** More words may come. */
  readonly isTorn: boolean;
}

/** What remains of a line without markers, markup, labels and politeness; '' when nothing does. */
export function bulletText(raw: string, source: BulletSource): string {
  let plain = withoutTail(plainText(withoutMarkers(raw, source), source.isTorn));
  // Markup that is gone may have hidden another marker: "*1. text".
  if (splitMarker(plain).isMarked)
    plain = withoutTail(plainText(withoutMarkers(plain, source), source.isTorn));
  return /[\p{L}\p{N}]/u.test(plain) ? plain : '';
}

function withoutMarkers(raw: string, source: BulletSource): string {
  let text = raw;
  // Removing one marker may expose another.
  for (let round = 0; round < MAX_ROUND_COUNT; round++) {
    const before = text;
    text = splitMarker(text).text.replace(LEADING_SIGNS, '').trim();
    if (!source.isItem) text = withoutLabel(text);
    if (text === before) break;
  }
  return text;
}

/** The text up to its last whole word. */
export function wholeWords(text: string): string {
  const end = text.search(/\s\S*$/);
  const start = Math.max(0, end);
  // Scripts without blanks: everything is complete, except what the last character may still join.
  const wide = /^\s?[^\s]*[\u2E80-\u9FFF\uAC00-\uD7AF\uFF00-\uFF60]/.exec(text.slice(start))?.[0];
  return text.slice(0, start) + (wide ?? '');
}

/** "Here is a summary: TCP is reliable." holds an answer after its colon. */
export function afterColon(text: string): string {
  const colon = /:\s/.exec(text);
  return colon ? bulletText(text.slice(colon.index + 1), { isItem: false, isTorn: false }) : '';
}

/** A finished bullet: no closing full stop, comma or colon. */
export function finishedText(text: string): string {
  const trimmed = text.trimEnd();
  const last = trimmed.at(-1) ?? '';
  const isEllipsis = last === '.' && trimmed.at(-2) === '.';
  return '.,:;。、，；：।።។'.includes(last) && !isEllipsis ? trimmed.slice(0, -1).trimEnd() : trimmed;
}

/** The form in which bullets are compared, however they are written. */
export function comparable(text: string): string {
  const words = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
  // Bullets that differ by a sign differ: "+5 %" and "-5 %".
  const signs = text.match(/[-+−<>≤≥=](?=\s?\d)/g)?.join('') ?? '';
  return `${words.trim()}${signs === '' ? '' : ` ${signs}`}`;
}

/** Trailing table and emphasis marks belong to nothing. */
function withoutTail(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s|#]/.test(text.charAt(end - 1))) end -= 1;
  // `C#` and `F#` are names.
  if (text.charAt(end) === '#' && /\w/.test(text.charAt(end - 1))) end += 1;
  return text.slice(0, end);
}
