import { LineReader, type BulletLimits } from './bullet-lines.ts';
import { createMarkupFilter } from './markup-filter.ts';
import { NO_ECHO, type PromptEcho } from './prompt-echo.ts';

/** Shown when a model wrote nothing that could be shown. */
export const HONEST_BULLET = 'I do not have enough context to answer that.';

/** A longer line is not a bullet; the rest of it is not read. */
const MAX_LINE_CHARACTERS = 1_000;
/** A line that grows beyond this is longer than any bullet: it is read again once it is complete. */
const MAX_GROWING_CHARACTERS = 300;
/** No answer of a few bullets is longer, nor is its thinking; the rest is not read. */
const MAX_TEXT_CHARACTERS = 16 * 1_024;
const MAX_RAW_CHARACTERS = 64 * 1_024;
const LINE_BREAK = /[\n\u2028\u2029\u0085\v\f]/;
const WORD_END = /[\s\u2E80-\u9FFF\uAC00-\uD7AF\uFF00-\uFF60]/;

export interface BulletParser {
  /** @returns all bullets so far when they changed. */
  push(text: string): readonly string[] | undefined;
  /** Complete words so far; may be empty. */
  readonly bullets: readonly string[];
  /**
   * The final bullets: one honest bullet when nothing else was usable.
   * @param ending 'torn' when the stream was cut: a torn phrase is dropped, or ends with its last clause.
   */
  end(ending?: 'whole' | 'torn'): readonly string[];
  /** The answer is complete: nothing that follows is shown. */
  readonly isFull: boolean;
  /** False when `end` found nothing to show but the honest bullet. */
  readonly isUsable: boolean;
  /** The model is writing, or wrote, to itself. */
  readonly hasThought: boolean;
}

/**
 * Reads bullets from a model's output while it streams, whatever its form: lists of any kind, prose, markdown,
 * tables, thinking. The result depends on the text alone, never on how it was cut into chunks, and a
 * bullet that was followed by another never changes. (One exception: a closing thinking tag without an
 * opening one voids everything before it.) Takes time proportional to the text.
 */
export function createBulletParser(limits: BulletLimits, echo: PromptEcho = NO_ECHO): BulletParser {
  return new StreamParser(limits, echo);
}

class StreamParser implements BulletParser {
  readonly #limits: BulletLimits;
  readonly #echo: PromptEcho;
  readonly #filter = createMarkupFilter();
  #reader: LineReader;
  #line = '';
  #isSkippingLine = false;
  #rawCharacters = 0;
  #textCharacters = 0;
  hasThought = false;
  isUsable = true;
  bullets: readonly string[] = [];
  /** Nothing that could change the view has come since it was last built. */
  #isSeen = false;

  constructor(limits: BulletLimits, echo: PromptEcho) {
    this.#limits = limits;
    this.#echo = echo;
    this.#reader = new LineReader(limits, echo);
  }

  get isFull(): boolean {
    return this.#reader.isFull || (this.#filter.isOver && !this.#reader.isMusing);
  }

  push(text: string): readonly string[] | undefined {
    const readable = text.slice(0, MAX_RAW_CHARACTERS - this.#rawCharacters);
    if (this.#reader.isFull || readable === '' || this.#textCharacters >= MAX_TEXT_CHARACTERS)
      return undefined;
    this.#rawCharacters += readable.length;
    this.#read(readable);
    return this.#look();
  }

  end(ending: 'whole' | 'torn' = 'whole'): readonly string[] {
    this.#take(this.#filter.end());
    const isTorn = ending === 'torn' && !this.#filter.isOver && !this.#reader.isFull;
    const found = this.#reader.end(this.#line, isTorn);
    this.#line = '';
    this.isUsable = found.length > 0;
    this.bullets = this.isUsable ? found : [HONEST_BULLET];
    return this.bullets;
  }

  #read(chunk: string): void {
    for (const piece of this.#filter.push(chunk)) {
      if (piece.type === 'restart') {
        this.#reader = new LineReader(this.#limits, this.#echo);
        this.#line = '';
        this.#isSkippingLine = false;
        this.#textCharacters = 0;
        this.hasThought = true;
        this.#isSeen = false;
      } else {
        this.#take(piece.text);
      }
    }
    this.hasThought ||= this.#filter.hasHidden || this.#reader.isMusing;
  }

  #take(all: string): void {
    const text = all.slice(0, MAX_TEXT_CHARACTERS - this.#textCharacters);
    this.#textCharacters += text.length;
    let start = 0;
    while (start < text.length && !this.#reader.isFull) {
      const end = this.#nextBreak(text, start);
      this.#add(text.slice(start, end));
      if (end < text.length) {
        this.#endLine();
        // A bullet sign mid-line starts a new line.
        if (text.charAt(end) === '•') this.#line = '•';
      }
      start = end + 1;
    }
  }

  #nextBreak(text: string, startIndex: number): number {
    for (let index = startIndex; index < text.length; index++) {
      const character = text.charAt(index);
      if (LINE_BREAK.test(character)) return index;
      if (character === '•' && (this.#line + text.slice(startIndex, index)).trim() !== '') return index;
    }
    return text.length;
  }

  #add(piece: string): void {
    const text = piece.replaceAll('\r', '');
    if (this.#isSkippingLine || text === '') return;
    if (this.#line.length <= MAX_GROWING_CHARACTERS && (WORD_END.test(text) || this.bullets.length === 0))
      this.#isSeen = false;
    this.#line += text;
    const rest = this.#reader.drain(this.#line);
    if (rest !== this.#line) this.#isSeen = false;
    this.#line = rest;
    if (this.#line.length < MAX_LINE_CHARACTERS) return;
    this.#line = this.#line.slice(0, MAX_LINE_CHARACTERS);
    this.#endLine();
    this.#isSkippingLine = true;
  }

  #endLine(): void {
    this.#reader.read(this.#line, 'over');
    this.#line = '';
    this.#isSkippingLine = false;
    this.#isSeen = false;
  }

  #look(): readonly string[] | undefined {
    if (this.#isSeen) return undefined;
    this.#isSeen = true;
    const seen = this.#reader.preview(this.#line);
    if (seen.length === this.bullets.length && seen.every((bullet, index) => bullet === this.bullets[index]))
      return undefined;
    this.bullets = seen;
    return seen;
  }
}
