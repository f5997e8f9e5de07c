import { finishedText } from './bullet-text.ts';

/** Lines that a model breaks off in the middle of a phrase, or in which it goes round in circles. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** No phrase ends with these. */
const NEVER_LAST = words(
  `a an the and or but nor because although whereas unless until whether than per versus very such without within
   against during into onto your my our their its these those every
   und oder weil dass eine einen einem einer y pero porque el la las los un una de del para`,
);
/** These end a phrase only where what they belong to came before: "what it is for", "the people you work with". */
const SELDOM_LAST = words(
  `as which who whom whose is are was were be been has have had would should may might must does did means includes
   ensures enables allows requires provides`,
);
const PREPOSITIONS = words('of to for with by from at between');
const OPENS_CLAUSE = words(
  'and or but nor because although though while whereas if unless until when where which who that so than und oder weil dass y pero porque',
);
const BEFORE_CLAUSE = words('only also even just not then');
const ASKED_FOR = /\b(?:what|which|who|whom|whose|where|how|any\w+|some\w+|every\w+|nothing)\b/i;
const RELATIVE =
  /\bthat \S+ \S+|[\p{L}\d] (?:i|you|we|they|he|she|it|users?|customers?|people)(?:'\w+)? (?:\S+ ){1,3}\S+$/iu;
const INFINITIVE = /\bto \p{L}+ \S+$/iu;
const MIN_LEFT_WORD_COUNT = 3;
/** Fewer words are a name or a label. */
const MIN_PHRASE_WORD_COUNT = 3;

/** A phrase that breaks off is shorter. */
const MAX_DROPPED_WORD_COUNT = 24;

/** @returns a bullet without a phrase that breaks off at its end; '' when nothing whole is left. */
export function closedBullet(text: string): string {
  const all = text.split(' ');
  if (all.length < MIN_PHRASE_WORD_COUNT || !isOpen(text)) return text;
  const lowest = Math.max(MIN_LEFT_WORD_COUNT, all.length - MAX_DROPPED_WORD_COUNT);
  for (let end = all.length - 1; end >= lowest; end -= 1) {
    const left = finishedText(all.slice(0, end).join(' '));
    const next = all[end] ?? '';
    const isAfterthought = BEFORE_CLAUSE.has(next) && all[end - 1]?.endsWith(',') === true;
    if ((isAfterthought || OPENS_CLAUSE.has(next.toLowerCase())) && !isOpen(left)) return left;
    if (![NEVER_LAST, SELDOM_LAST, PREPOSITIONS, BEFORE_CLAUSE].some((list) => list.has(next))) break;
  }
  return '';
}

function isOpen(text: string): boolean {
  const [before = '', last = ''] = text.split(' ').slice(-2);
  // "Use let x = a": a name, not an article.
  if (!/^[\p{L}'’,-]+$/u.test(before)) return false;
  if (BEFORE_CLAUSE.has(last)) return OPENS_CLAUSE.has(before) || before.endsWith(',');
  if (NEVER_LAST.has(last)) return true;
  if (ASKED_FOR.test(text)) return false;
  return SELDOM_LAST.has(last) || (PREPOSITIONS.has(last) && !RELATIVE.test(text) && !INFINITIVE.test(text));
}

const MIN_ROUND_WORD_COUNT = 2;
const MAX_ROUND_WORD_COUNT = 8;

/** "Not a plan, not a plan, not a": an immediate repetition counts once. */
export function withoutRounds(text: string): string {
  let kept = text.split(' ');
  for (let size = MIN_ROUND_WORD_COUNT; size <= MAX_ROUND_WORD_COUNT; size += 1) {
    const bare = kept.map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ''));
    const isRepeated = (index: number): boolean => bare[index] !== '' && bare[index] === bare[index + size];
    for (let start = 0; start + 2 * size <= bare.length; start += 1) {
      let sameCount = 0;
      while (start + sameCount + size < bare.length && isRepeated(start + sameCount)) sameCount += 1;
      if (sameCount < size) continue;
      if (new Set(bare.slice(start, start + size)).size === 1) {
        // One word again and again: no round begins inside it.
        start += sameCount - 1;
        continue;
      }
      const once = kept.slice(0, start + size);
      const isBegunAgain = start + sameCount + size === bare.length && !isOpen(once.join(' '));
      // "Step by step by step" needs the word that begins the last round.
      const goneCount = isBegunAgain ? sameCount : sameCount - (sameCount % size);
      kept = [...once, ...kept.slice(start + size + goneCount)];
      break;
    }
  }
  return kept.join(' ');
}
