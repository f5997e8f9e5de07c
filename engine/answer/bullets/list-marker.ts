/** The marks that open a list item, on keyboards of many scripts. */

const BLANK_OR_LETTER = '(?:\\s+|(?=[\\p{L}*_`"“«]))';
const NUMBER_STOP = String.raw`[.):．）：、。\]】]`;
const CJK_NUMBER = '[一二三四五六七八九十]{1,3}';

/** Signs that are always list marks, even without a blank after them. */
const BULLET_SIGN = /^[•‣▪◦●○∙⁃·・･▸▹➤►▶✓✔✗✘❖→⇒➜➔»›※☐☑◆◇■□★☆◎▷☛👉]\uFE0F?\s*/u;
/** Emoji and dingbats: ornaments before an item. */
const EMOJI_SIGN = /^(?:\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?)+(?:\s+|(?=\p{L}))/u;
const NO_MARK = /^[©®™↔↕‼⁉ℹ]/u;
/** Signs that are marks only before a blank: before a word or number they belong to it. */
const SPACED_SIGN = /^(?:[*+−]|~(?!\s*[\p{N}\p{Sc}])|\p{Pd}{1,2})\s+/u;
/** A dash attached to a word, but not a command's option: `-v`, `--all`. */
const GLUED_DASH = /^[-–—－](?=\p{L}[\p{L}\p{M}'’]|\p{Lo})/u;
const CHECKBOX = /^\[[ xX]?\]\s+/;
const KEYCAP = /^\d\uFE0F?\u20E3\s*/u;
const CIRCLED_NUMBER = /^[\u2460-\u249B\u24EB-\u24FF\u2776-\u2793\u3220-\u3229\u3280-\u3289]\s*/u;
const NUMBER = new RegExp(
  String.raw`^(?:[(（[【]\p{Nd}{1,2}[)）\]】]|\p{Nd}{1,2}${NUMBER_STOP}|\p{Nd}{1,2}-(?=\s))${BLANK_OR_LETTER}`,
  'u',
);
const CJK_COUNT = new RegExp(`^(?:[(（]${CJK_NUMBER}[)）]|${CJK_NUMBER}[、．.)）])\\s*`, 'u');
const LETTER = /^(?:\([a-zA-Zа-яα-ω]\)|[a-zA-Zа-яα-ω]\)|[a-hа-зα-θ]\.|[A-H]\.(?=\s+[\p{Lu}\p{N}"'`*]))\s+/u;
const KOREAN_LETTER = /^[가나다라마바사아자차][.)]\s+/u;
const ROMAN = /^\(?(?:i{1,3}|iv|vi{0,3}|ix|x)[.)]\s+/;
const MARKS = [
  BULLET_SIGN,
  SPACED_SIGN,
  GLUED_DASH,
  CHECKBOX,
  KEYCAP,
  NUMBER,
  CIRCLED_NUMBER,
  CJK_COUNT,
  LETTER,
  KOREAN_LETTER,
  ROMAN,
];
/** Quote marks are not part of the text, unless a number is compared: "> 50 %", ">5", "> $2 m". */
const QUOTE = /^>\s*(?=[^\s\p{N}\p{Sc}=.,])(?![-+−±~≈][\p{N}\p{Sc}])/u;
const NUMBERED_LABEL = /^(?:bullet(?: point)?|point|key point)\s*#?\d{1,2}\s*[:.)–-]\s*/i;
/** `*1. text`, and the number in a heading of bold: `**1. Text**`. */
const NUMBER_IN_EMPHASIS = /^(\*{1,2}|_{1,2})\(?\d{1,2}[.):](?!\d)\s*/;
const MAX_MARK_COUNT = 4;

/** The line without its list marks, and whether it had any. */
export function splitMarker(line: string): { readonly isMarked: boolean; readonly text: string } {
  let text = line.trim();
  for (let round = 0; round < MAX_MARK_COUNT && QUOTE.test(text); round++) text = text.replace(QUOTE, '');
  let isMarked = false;
  for (let round = 0; round < MAX_MARK_COUNT; round++) {
    const mark = markOf(text);
    if (mark === '') break;
    isMarked = true;
    text = text.slice(mark.length).trimStart();
  }
  const numbered = NUMBER_IN_EMPHASIS.exec(text);
  if (numbered) {
    const [whole, mark = ''] = numbered;
    const rest = text.slice(whole.length);
    isMarked ||= mark.length === 1;
    text = rest.includes(mark) ? mark + rest : rest;
  }
  return { isMarked, text: text.replace(NUMBERED_LABEL, '') };
}

function markOf(text: string): string {
  if (!NO_MARK.test(text)) {
    const emoji = EMOJI_SIGN.exec(text)?.[0];
    if (emoji !== undefined) return emoji;
  }
  for (const mark of MARKS) {
    const found = mark.exec(text)?.[0];
    if (found !== undefined && found !== '') return found;
  }
  return '';
}
