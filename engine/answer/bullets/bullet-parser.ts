import { LineReader, type BulletLimits } from './bullet-lines.ts';
import { createMarkupFilter } from './markup-filter.ts';
import { NO_ECHO, type PromptEcho } from './prompt-echo.ts';

/** Shown when a model gave nothing that could be shown. */
export const HONEST_BULLET = 'I do not have enough context to answer that.';

/** A longer line is no bullet; the rest of it is not read. */
const MAX_LINE_CHARACTERS = 1_000;
/** What grows beyond this is longer than any bullet: it is looked at again when the line is over. */
const MAX_GROWING_CHARACTERS = 300;
/** No answer of a few bullets is longer, nor is its thinking; whatever follows is not read. */
const MAX_TEXT_CHARACTERS = 16 * 1_024;
const MAX_RAW_CHARACTERS = 64 * 1_024;
const LINE_BREAK = /[\n\u2028\u2029\u0085\v\f]/;
const WORD_END = /[\s\u2E80-\u9FFF\uAC00-\uD7AF\uFF00-\uFF60]/;

export interface BulletParser {
  /** @returns all bullets so far when they changed. */
  push(text: string): readonly string[] | undefined;
  /** Whole words that came so far; may be empty. */
  readonly bullets: readonly string[];
  /**
   * The final bullets: one honest bullet when nothing else was usable.
   * @param ending 'torn' when the stream was cut: a phrase that it tore goes, or ends with its last clause.
   */
  end(ending?: 'whole' | 'torn'): readonly string[];
  /** The answer is complete: whatever follows is not shown. */
  readonly isFull: boolean;
  /** False when `end` found nothing to show but the honest bullet. */
  readonly isUsable: boolean;
  /** The model writes, or wrote, to itself. */
  readonly hasThought: boolean;
}

/**
 * Reads bullets out of whatever a model writes while it writes it: lists of any kind, prose, markdown,
 * tables, thinking. What comes out depends on the text alone, never on how it was cut into chunks, and a
 * bullet that was followed by another never changes. (One exception: a closing thinking tag without an
 * opening one voids all that came before it.) Takes time in proportion to the text.
 */
export function createBulletParser(limits: BulletLimits, echo: PromptEcho = NO_ECHO): BulletParser {
  const filter = createMarkupFilter();
  let reader = new LineReader(limits, echo);
  let line = '';
  let isSkippingLine = false;
  let rawCharacters = 0;
  let textCharacters = 0;
  let hasThought = false;
  let isUsable = true;
  let bullets: readonly string[] = [];
  /** Nothing that could change the view has come since it was last built. */
  let isSeen = false;

  function read(chunk: string): void {
    for (const piece of filter.push(chunk)) {
      if (piece.type === 'restart') {
        reader = new LineReader(limits, echo);
        line = '';
        isSkippingLine = false;
        textCharacters = 0;
        hasThought = true;
        isSeen = false;
      } else {
        take(piece.text);
      }
    }
    hasThought ||= filter.hasHidden || reader.isMusing;
  }

  function take(all: string): void {
    const text = all.slice(0, MAX_TEXT_CHARACTERS - textCharacters);
    textCharacters += text.length;
    let start = 0;
    while (start < text.length && !reader.isFull) {
      const end = nextBreak(text, start);
      add(text.slice(start, end));
      if (end < text.length) {
        endLine();
        // A bullet sign in mid-line opens the next line.
        if (text.charAt(end) === '•') line = '•';
      }
      start = end + 1;
    }
  }

  function nextBreak(text: string, start: number): number {
    for (let index = start; index < text.length; index++) {
      const character = text.charAt(index);
      if (LINE_BREAK.test(character)) return index;
      if (character === '•' && (line + text.slice(start, index)).trim() !== '') return index;
    }
    return text.length;
  }

  function add(piece: string): void {
    const text = piece.replaceAll('\r', '');
    if (isSkippingLine || text === '') return;
    if (line.length <= MAX_GROWING_CHARACTERS && (WORD_END.test(text) || bullets.length === 0))
      isSeen = false;
    line += text;
    const rest = reader.drain(line);
    if (rest !== line) isSeen = false;
    line = rest;
    if (line.length < MAX_LINE_CHARACTERS) return;
    line = line.slice(0, MAX_LINE_CHARACTERS);
    endLine();
    isSkippingLine = true;
  }

  function endLine(): void {
    reader.read(line, 'over');
    line = '';
    isSkippingLine = false;
    isSeen = false;
  }

  function look(): readonly string[] | undefined {
    if (isSeen) return undefined;
    isSeen = true;
    const seen = reader.preview(line);
    if (seen.length === bullets.length && seen.every((bullet, index) => bullet === bullets[index]))
      return undefined;
    bullets = seen;
    return seen;
  }

  return {
    get bullets() {
      return bullets;
    },
    get isFull() {
      return reader.isFull || (filter.isOver && !reader.isMusing);
    },
    get isUsable() {
      return isUsable;
    },
    get hasThought() {
      return hasThought;
    },
    push(text) {
      const readable = text.slice(0, MAX_RAW_CHARACTERS - rawCharacters);
      if (reader.isFull || readable === '' || textCharacters >= MAX_TEXT_CHARACTERS) return undefined;
      rawCharacters += readable.length;
      read(readable);
      return look();
    },
    end(ending = 'whole') {
      take(filter.end());
      const isTorn = ending === 'torn' && !filter.isOver && !reader.isFull;
      const found = reader.end(line, isTorn);
      line = '';
      isUsable = found.length > 0;
      bullets = isUsable ? found : [HONEST_BULLET];
      return bullets;
    },
  };
}
