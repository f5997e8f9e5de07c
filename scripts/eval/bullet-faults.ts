import { spokenWords } from './spoken-words.ts';

/** Words that no bullet ends with unless the rest of its phrase was cut away. */
const NEVER_LAST = new Set(
  `a an the and or but nor of to at for with by from into onto between during than as per versus because
   although while whereas if unless until whether when where which who whose is are was were be been has had
   would should may might must does did your my our their its these those such very without within against`.split(
    /\s+/,
  ),
);
/** "Who you are", "what to reorder and when": the end of what an asking word began. */
const WHOLE_CLAUSE =
  /\b(?:what|who|which|where|when|how|why)\b.* (?:(?:is|are|was|were)|(?:and|or) (?:when|where|who|which))$/i;
const PROMPT_MARKUP =
  /<\/?(?:call|question|notes?|glossary|context|transcript|example|answer|system|user|assistant)\b/i;
const CHAT_MARKUP = /<\|?\w+\|>|^(?:system|user|assistant|question|answer)\s*:/i;

/** A bullet that breaks off in the middle of its phrase. */
export function isCutBullet(bullet: string): boolean {
  const text = bullet.trim();
  if (/[,;:–—(-]$|…$|\.\.\.$/u.test(text)) return true;
  if (/\ba while$/i.test(text) || WHOLE_CLAUSE.test(text)) return false;
  const last = /([\p{L}']+)\W*$/u.exec(text)?.[1] ?? '';
  // "JOIN … WHERE" and "Option A" name things.
  return NEVER_LAST.has(last) && !/[.!?]$/.test(text);
}

/** A bullet that gives back the prompt instead of an answer: its markup, or the question itself. */
export function isEcho(bullet: string, question: string): boolean {
  if (PROMPT_MARKUP.test(bullet) || CHAT_MARKUP.test(bullet)) return true;
  return spokenWords(bullet).join(' ') === spokenWords(question).join(' ');
}
