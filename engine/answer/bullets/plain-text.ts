import { meaningOf } from '../prompt/special-tokens.ts';

/** Takes markdown and invisible characters out of one line. Code in backticks stays as it was written. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};
const ENTITY = /&(?:nbsp|lt|gt|quot|#39|amp);/g;

/** Control, bidirectional, zero-width and tag characters: invisible, and able to change what is seen. */
const INVISIBLE = /\uFEFF|(?!\s)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const JOINABLE = /[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]/u;

/** `[text](target)`, when the target is an address and not the arguments of a call. */
const LINK = /(?<![\w\])])!?\[([^[\]]{0,200})\]\(([^()\s]{0,300})\)/g;
const TORN_LINK = /(?<![\w\])])!?\[([^[\]]{0,200})\]\([^()\s]{0,300}$/;
const ADDRESS = /^$|:\/\/|^(?:[/#.]|mailto:|www\.)|\w\.[a-z]{2,}(?:$|[/?#])/i;
const TOKEN_IN_TEXT = /<{1,2}\/?[|｜]?\/?[\w:▁-]{1,36}[|｜]?>{1,2}|\[[/|｜]{0,2}[A-Z_a-z]{1,30}[|｜]?\]/g;
/** A name between underscores is a name: `__init__`, `__all__`. */
const DUNDER = /^__[a-z][a-z0-9_]*__$/;

/** Stands for a span of code while the text around it is read; of private use, so never in a text. */
const CODE_PLACE = '\uE000';

/**
 * Plain words: no markup, no invisible characters, single blanks.
 * @param isTorn the text still grows: marks that nothing closes yet may be closed later.
 */
export function plainText(text: string, isTorn = false): string {
  const visible = visibleText(text);
  const { prose, spans } = withoutCode(visible);
  const linked = prose
    .replaceAll(TOKEN_IN_TEXT, (token) => (meaningOf(token) === undefined ? token : ''))
    .replaceAll(LINK, (whole, label: string, target: string) => (ADDRESS.test(target) ? label : whole))
    .replace(TORN_LINK, '$1');
  let spanCount = 0;
  return withoutEmphasis(linked, isTorn)
    .replace(/^#{1,6}\s+/, '')
    .replaceAll(ENTITY, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(CODE_PLACE, () => spans[spanCount++] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The text as it is written, without what cannot be seen. */
export function visibleText(text: string): string {
  const shown = text.replaceAll(INVISIBLE, (character, index: number) => {
    const isJoiner = character === '\u200C' || character === '\u200D';
    const before = lastCharacter(text, index);
    if (isJoiner) {
      const after = String.fromCodePoint(text.codePointAt(index + 1) ?? 32);
      return JOINABLE.test(before) && JOINABLE.test(after) ? character : '';
    }
    return character === '\uFE0F' && /[\p{Extended_Pictographic}\d#*]/u.test(before) ? character : '';
  });
  return shown.toWellFormed().replaceAll(/[\uFFFD\uE000]/g, '');
}

function lastCharacter(text: string, endIndex: number): string {
  const low = text.charAt(endIndex - 1);
  return /[\uDC00-\uDFFF]/.test(low) ? text.slice(Math.max(0, endIndex - 2), endIndex) : low;
}

/** Takes spans of code out, and their backticks. A run of backticks that nothing closes is dropped. */
function withoutCode(text: string): { readonly prose: string; readonly spans: readonly string[] } {
  const runs = [...text.matchAll(/`+/g)].map(({ 0: run, index }) => ({
    index,
    lengthCharacters: run.length,
  }));
  /** Of each length: the runs that may still close a span, the next one last. */
  const waiting = Map.groupBy(runs.toReversed(), (run) => run.lengthCharacters);
  const spans: string[] = [];
  let prose = '';
  let start = 0;
  for (const run of runs) {
    const alike = waiting.get(run.lengthCharacters) ?? [];
    alike.pop();
    if (run.index < start) continue;
    prose += text.slice(start, run.index);
    start = run.index + run.lengthCharacters;
    const end = alike.at(-1)?.index;
    if (end === undefined) continue;
    const span = text.slice(start, end);
    if (span.trim() !== '') {
      spans.push(span.trim());
      prose += CODE_PLACE;
    }
    start = end + run.lengthCharacters;
  }
  return { prose: prose + text.slice(start), spans };
}

interface EmphasisMark {
  readonly index: number;
  readonly mark: string;
}

/** Marks that stand in pairs around words go; a lone mark stays, it means itself. */
function withoutEmphasis(text: string, isTorn: boolean): string {
  const dropped = new Map<number, number>();
  const open: EmphasisMark[] = [];
  for (const { 0: mark, index } of text.matchAll(/\*+|_+|~{2,}/g)) {
    const before = text.charAt(index - 1);
    const after = text.charAt(index + mark.length);
    const canClose = isInk(before) && !isWordCharacter(after);
    const at = canClose ? open.findLastIndex((other) => other.mark === mark) : -1;
    const opener = open[at];
    if (opener) {
      const whole = text.slice(opener.index, index + mark.length);
      open.length = at;
      if (DUNDER.test(whole)) continue;
      dropped.set(opener.index, mark.length);
      dropped.set(index, mark.length);
    } else if (isInk(after) && !isWordCharacter(before) && open.length < MAX_OPEN_MARK_COUNT) {
      open.push({ index, mark });
    }
  }
  for (const { index, mark } of open) {
    // Emphasis that the end of the line forgot; `**kwargs` and `*args` are names.
    const isForgotten = index === 0 && !/^\*{1,2}[a-z_]\w*[\s,.:]/.test(text);
    if (isTorn || isForgotten) dropped.set(index, mark.length);
  }
  let plain = '';
  let start = 0;
  for (const [index, markCharacters] of [...dropped].toSorted(([first], [second]) => first - second)) {
    plain += text.slice(start, index);
    start = index + markCharacters;
  }
  return plain + text.slice(start);
}

/** Emphasis nested deeper than this is plain text. */
const MAX_OPEN_MARK_COUNT = 8;

function isInk(character: string): boolean {
  return character !== '' && !/\s/.test(character);
}

function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
