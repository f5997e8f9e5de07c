/** Cleaning and cutting of one bullet's text. Pure functions; nothing here knows about streams. */

/** Longer "words" (an address, a script without blanks) are cut: a bullet is two short lines. */
const MAX_BULLET_CHARACTERS = 140;
/** A cut is made at the end of a sentence or clause when it leaves at least this many words. */
const MIN_SENTENCE_WORD_COUNT = 5;
const MIN_CLAUSE_WORD_COUNT = 9;

const MARKER =
  /^(?:[•‣▪◦●○∙⁃·➤►▶✓✔✅→*+]\s*(?=\s|[^\s*])|[-–—]{1,2}(?:\s+|(?=\p{L}))|\(?\d{1,2}[.):](?:\s+|(?=\p{L}))|\(?[a-zA-Z][.)]\s+|\(?[ivx]{1,4}[.)]\s+|\[[ xX]?\]\s+|\d\uFE0F?\u20E3\s*)/u;
const LOOSE_STAR = /^\*(?!\s)/;
const NUMBERED_LABEL = /^(?:bullet(?: point)?|point|key point)\s*#?\d{1,2}\s*[:.)–-]\s*/i;
const ANSWER_LABEL =
  /^(?:(?:short |final |my )?answer|response|summary|bullets?|bullet points|output|a)\s*:\s*/i;
const INTERJECTION =
  /^(?:sure(?: thing)?|certainly|of course|absolutely|definitely|okay|ok|alright|all right|great|got it|no problem|understood|great question|good question|that'?s a (?:great|good) question)\s*[!,.:—–-]+\s*/i;
const LEAD_IN =
  /^(?:here(?:'s|’s| is| are| you go)|below (?:is|are|you)|the following|following (?:is|are)|these are|let me|let'?s|i(?:'d| would|’d) be happy|i(?:'ll| will|’ll)\b|i can help|happy to|to answer|as an ai|as a language model|in (?:three|four|five|3|4|5) bullet|sure$|certainly$|of course$|absolutely$|okay$|great$)/i;
const CLOSING =
  /^(?:let me know|(?:i )?hope (?:this|that|these)|feel free|would you like|do you want me|is there anything|please (?:let me|feel)|if you (?:have|need|want|would|'d)|these (?:points|bullets)|this (?:answer|response|summary|should help)|happy to (?:help|elaborate)|don't hesitate|good luck)/i;
const OPENING_WORDS =
  /^(?:here|below|the|following|these|let|let's|i|i'd|i'll|happy|to|as|in|sure|certainly|of|absolutely|definitely|okay|ok|alright|all|great|good|got|no|understood|that's|answer|response|summary|bullets?|output|short|final|my|hope|feel|would|do|is|please|if|this|don't)$/i;
const DANGLING = new Set(
  'a an the and or but of to in on at by for with from into as that which who than then so because if when while is are was were be been has have had its their your our his her this these those very more most not no can may will would should could e.g. i.e. such like via per'.split(
    ' ',
  ),
);

/** Control, bidirectional, zero-width and tag characters: invisible, and able to change what is seen. */
const INVISIBLE = /(?!\s)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The line without its list markers, and whether it had any. */
export function splitMarker(line: string): { readonly isMarked: boolean; readonly text: string } {
  let text = line.trim().replace(/^(?:>\s*)+/, '');
  let isMarked = false;
  for (let round = 0; round < 4; round++) {
    const marker = LOOSE_STAR.test(text) ? undefined : MARKER.exec(text)?.[0];
    if (!marker) break;
    isMarked = true;
    text = text.slice(marker.length).trimStart();
  }
  return {
    isMarked,
    text: text.replace(/^(\*\*|__)\(?\d{1,2}[.):](?!\d)\s*/, '$1').replace(NUMBERED_LABEL, ''),
  };
}

/** Plain words: no markup, no invisible characters, single blanks. */
export function plainText(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .toWellFormed()
    .replaceAll('\uFFFD', '')
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)?/g, '$1')
    .replace(/\[(?=[^\]]*$)/, '')
    .replace(/(?<=\w)\*\*(?=\d)/g, '^')
    .replaceAll(/\*\*+|~~+|`+/g, '')
    .replace(/(^|[\s("'])[*_]+(?=\S)/g, '$1')
    .replace(/(?<=\S)[*_]+(?=[\s.,;:!?)"']|$)/g, '')
    .replace(/^#{1,6}\s+/, '')
    .replace(/^\p{Extended_Pictographic}+\s*/u, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** What is left of a bullet once markers, labels and politeness are gone; '' when that was all. */
export function bulletText(marked: string): string {
  let text = marked;
  // Taking one marker off may lay another bare. Every round but the last makes the text shorter.
  for (let before = ''; before !== text;) {
    before = text;
    text = splitMarker(plainText(text))
      .text.replace(/^[\s*+•|>#~`_–—-]+(?=\s|$)/, '')
      .trim()
      .replace(ANSWER_LABEL, '')
      .replace(INTERJECTION, '')
      .replace(/[\s|*_`~#]+$/, '')
      .trim();
  }
  return /[\p{L}\p{N}]/u.test(text) ? text : '';
}

/** A finished bullet: no closing full stop, comma or colon. */
export function finishedText(text: string): string {
  return text.replace(/\s*(?:(?<!\.)\.|[,:;])$/, '').trim();
}

/** True for "Here are four points:", "Let me know if…" and the like. */
export function isTalk(text: string): boolean {
  return (
    LEAD_IN.test(text) || CLOSING.test(text) || /^(?:sure|certainly|absolutely|okay|great)[!.]?$/i.test(text)
  );
}

/** True while the words that have come could still turn out to be talk instead of an answer. */
export function mayBecomeTalk(text: string): boolean {
  const [first = '', second] = text.split(' ', 2);
  if (isTalk(text)) return true;
  return second === undefined && OPENING_WORDS.test(first.replace(/[!,.:]+$/, ''));
}

/** Same bullet, written another way? Compare these. */
export function comparable(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** At most `maxWordCount` words, cut after a sentence or clause where one ends in the second half. */
export function cutWords(text: string, maxWordCount: number): string {
  const words = text.split(' ');
  if (words.length <= maxWordCount) return cutCharacters(text);
  const kept = words.slice(0, maxWordCount);
  const sentenceEnd = kept.findLastIndex(
    (word, index) => index + 1 >= MIN_SENTENCE_WORD_COUNT && /[.!?]$/.test(word),
  );
  const clauseEnd = kept.findLastIndex(
    (word, index) => index + 1 >= MIN_CLAUSE_WORD_COUNT && /[,;:)]$/.test(word),
  );
  const end = sentenceEnd >= 0 ? sentenceEnd : clauseEnd;
  if (end >= 0) return cutCharacters(finishedText(kept.slice(0, end + 1).join(' ')));
  while (kept.length > 1 && DANGLING.has((kept.at(-1) ?? '').toLowerCase())) kept.pop();
  return cutCharacters(finishedText(kept.join(' ')));
}

function cutCharacters(text: string): string {
  if (text.length <= MAX_BULLET_CHARACTERS) return text;
  const cut = text.slice(0, MAX_BULLET_CHARACTERS);
  const lastBlank = cut.lastIndexOf(' ');
  return cut
    .slice(0, lastBlank > MAX_BULLET_CHARACTERS / 2 ? lastBlank : undefined)
    .replace(/[\uD800-\uDBFF]$/, '');
}
