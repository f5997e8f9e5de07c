import { withoutCommands } from '../../base/printable.ts';
import { cutBullet, fitBullets, fits, growingBullet, untornBullet } from './bullet-length.ts';
import { isMusing, isTalk, isUsableTalk, mayBecomeMusing, mayBecomeTalk } from './bullet-talk.ts';
import { afterColon, bulletText, comparable, wholeWords } from './bullet-text.ts';
import { splitMarker } from './list-marker.ts';
import { visibleText } from './plain-text.ts';
import type { PromptEcho } from './prompt-echo.ts';
import { firstSentence, splitSentences } from './sentences.ts';
import { isTableRuler, tableRowText } from './table-row.ts';

export interface BulletLimits {
  readonly maxBulletCount: number;
  readonly maxWordCount: number;
}

/** Whether a text is whole, may still grow, or was cut off by the end of the stream. */
type Ending = 'over' | 'growing' | 'torn';

/** A bullet whose line has ended, but which the next line may continue. */
interface OpenBullet {
  readonly text: string;
  readonly indentCount: number;
  /** A heading on a line by itself: what follows belongs to it. */
  readonly isTitle: boolean;
  /** Unmarked words that end with a colon: dropped when a list follows. */
  readonly isIntroduction: boolean;
}

interface GrowingText {
  /** Whole words. */
  readonly text: string;
  /** The same including the word still being written: rules out earlier what it cannot become. */
  readonly begun: string;
}

interface Reading {
  finished: string[];
  open: OpenBullet | undefined;
  /** A table row that turns out to be a heading when a ruler follows. */
  row: string | undefined;
  fence: 'list' | 'code' | undefined;
  /** Lines of code: the answer when there is no other. */
  code: string[];
  /** Shown when nothing better comes: talk that says something, statements that cannot be shortened. */
  spare: string[];
  hasMarkers: boolean;
  isAfterBlankLine: boolean;
  isMusing: boolean;
  isOver: boolean;
  /** Lines and sentences so far. */
  partCount: number;
  /** The last list item: a model that writes it again is going round in circles. */
  lastItem: string;
  /** Repeated bullets in a row. */
  repeatCount: number;
  /** A line that has not ended yet. */
  growing: GrowingText | undefined;
}

const MAX_SPARE_COUNT = 5;
/** No answer of a few bullets has more lines and sentences; the rest is not read. */
const MAX_PART_COUNT = 400;
/** After this many repeats in a row nothing new follows. */
const MAX_REPEAT_COUNT = 2;
/** Unmarked text of up to this many words may be a heading. */
const MAX_HEADING_WORD_COUNT = 5;
const FENCE = /^(`{3,}|~{3,})\s*([\w+-]*)/;
const LIST_FENCE = /^(?:markdown|md|text|txt|plaintext|plain|list|bullets|)$/i;
/** A line of another speaker: the model is continuing the conversation. */
const OTHER_SPEAKER =
  /^(?:\W{0,4}(?:question|user|human|them|me|caller|interviewer)[*_\s]{0,4}(?::|$)|#{2,}\s?(?:instruction|input|user message|system prompt)\b)/i;
/** In front of an answer. */
const ROLE_LABEL = /^\s*(?:#{2,}\s?)?assistant\s?:\s+/i;
const ROLE_LINE = /^(?:assistant|model|system|answer)\s*:?$/i;

/** Turns lines into bullets. Knows nothing about chunks: a line is read when complete, or previewed before. */
export class LineReader {
  readonly #limits: BulletLimits;
  readonly #echo: PromptEcho;
  #reading: Reading = {
    finished: [],
    open: undefined,
    row: undefined,
    fence: undefined,
    code: [],
    spare: [],
    hasMarkers: false,
    isAfterBlankLine: false,
    isMusing: false,
    isOver: false,
    partCount: 0,
    lastItem: '',
    repeatCount: 0,
    growing: undefined,
  };

  constructor(limits: BulletLimits, echo: PromptEcho) {
    this.#limits = limits;
    this.#echo = echo;
  }

  /** The model talks to itself without a thinking tag: nothing is shown unless the answer ends this way. */
  get isMusing(): boolean {
    return this.#reading.isMusing;
  }

  get isFull(): boolean {
    const { finished, isMusing: isHidden, isOver } = this.#reading;
    return !isHidden && (isOver || finished.length >= this.#limits.maxBulletCount);
  }

  /**
   * Takes the finished sentences out of a prose line, one at a time: the rest may start with a list mark.
   * @returns the rest of the line.
   */
  drain(line: string): string {
    let rest = line;
    while (this.#isProse(rest)) {
      const sentence = firstSentence(rest);
      if (sentence === '') break;
      this.#countPart();
      this.#readSentence(sentence, 'over');
      rest = rest.slice(sentence.length);
    }
    return rest;
  }

  read(written: string, ending: Ending): void {
    const reading = this.#reading;
    if (reading.isOver) return;
    this.#countPart();
    const line = withoutCommands(written);
    const trimmed = line.trim();
    const fence = FENCE.exec(trimmed);
    if (fence) {
      this.#commitOpen();
      if (ending !== 'growing') this.#toggleFence(fence[2] ?? '');
    } else if (reading.fence === 'code') {
      if (ending !== 'growing' && /[\p{L}\p{N}]/u.test(trimmed) && reading.code.length < MAX_SPARE_COUNT)
        reading.code.push(visibleText(trimmed));
    } else if (trimmed.startsWith('|')) {
      if (ending !== 'growing') this.#readRow(trimmed);
    } else if (!/[\p{L}\p{N}]/u.test(trimmed)) {
      if (ending !== 'growing') this.#readBlank();
    } else {
      if (ending !== 'growing') this.#commitRow();
      this.#readWords(line, ending);
      if (ending !== 'growing') reading.isAfterBlankLine = false;
    }
  }

  /** All bullets as they would be if `line` grew no further. */
  preview(line: string): readonly string[] {
    const kept = this.#reading;
    if (kept.isMusing) return [];
    this.#reading = { ...kept, finished: [...kept.finished], spare: [...kept.spare], code: [...kept.code] };
    this.read(line, 'growing');
    const { finished, open, growing, isMusing: isHidden } = this.#reading;
    this.#reading = kept;
    if (isHidden) return [];
    const seen = [...finished];
    if (open && !open.isIntroduction) this.#preview(seen, { text: open.text, begun: open.text });
    if (growing) this.#preview(seen, growing);
    return seen;
  }

  /** @returns the final bullets; none when nothing was usable. */
  end(line: string, isTorn: boolean): readonly string[] {
    const reading = this.#reading;
    const isLastTorn = isTorn && line.trim() !== '';
    this.read(line, isLastTorn ? 'torn' : 'over');
    this.#commitRow();
    this.#commitOpen();
    if (reading.isMusing && isTorn) return [];
    const { finished, code, spare } = reading;
    if (finished.length > 0) return finished;
    for (const text of spare) this.#add(text);
    if (finished.length > 0) return finished;
    const { maxWordCount } = this.#limits;
    for (const text of code) this.#push(fits(text, maxWordCount) ? text : cutBullet(text, maxWordCount));
    if (finished.length > 0) return finished;
    for (const text of spare) this.#push(cutBullet(text, maxWordCount));
    return finished;
  }

  #countPart(): void {
    const reading = this.#reading;
    reading.partCount += 1;
    if (reading.partCount >= MAX_PART_COUNT) reading.isOver = true;
  }

  #isProse(line: string): boolean {
    const { fence, hasMarkers, isOver } = this.#reading;
    if (fence === 'code' || hasMarkers || isOver) return false;
    return !/^\s*(?:`{3}|~{3}|\||#{1,6}\s)/.test(line) && !splitMarker(line).isMarked;
  }

  #toggleFence(language: string): void {
    const reading = this.#reading;
    if (reading.fence) reading.fence = undefined;
    else reading.fence = LIST_FENCE.test(language) ? 'list' : 'code';
  }

  #readBlank(): void {
    const reading = this.#reading;
    this.#commitRow();
    const { open } = reading;
    if (!open?.text.endsWith(':') && !open?.isTitle) this.#commitOpen();
    reading.isAfterBlankLine = true;
  }

  #readWords(written: string, ending: Ending): void {
    const reading = this.#reading;
    const line = reading.finished.length > 0 ? written : written.replace(ROLE_LABEL, '');
    const indentCount = line.length - line.trimStart().length;
    const { isMarked, text } = splitMarker(line);
    if (OTHER_SPEAKER.test(text.trim())) {
      this.#commitOpen();
      if (ending !== 'growing') reading.isOver = reading.finished.length > 0;
    } else if (isMarked) this.#readItem(text, indentCount, ending);
    else if (/^\s*#{1,6}(?:\s|$)/.test(line) || ROLE_LINE.test(line.trim())) this.#commitOpen();
    else if (reading.hasMarkers) this.#readAfterItem(line, indentCount, ending);
    else if (reading.fence === 'list') this.#readFenced(line, ending);
    else for (const sentence of splitSentences(line.trim())) this.#readSentence(sentence, ending);
  }

  #readItem(raw: string, indentCount: number, ending: Ending): void {
    const reading = this.#reading;
    reading.hasMarkers = true;
    if (reading.open?.isIntroduction) reading.open = undefined;
    const text = this.#wordsOf(raw, ending, true);
    const { open } = reading;
    const title = open?.text.endsWith(':') && indentCount > open.indentCount ? open : undefined;
    if (title && text !== '') {
      reading.open = { ...title, text: `${title.text} ${text}`, isTitle: false };
      if (ending !== 'growing') this.#commitOpen(ending);
      return;
    }
    if (!title) this.#commitOpen();
    if (text === '' || reading.isOver) return;
    if (ending === 'over') {
      reading.isOver ||= text === reading.lastItem && !text.endsWith(':');
      reading.lastItem = text;
    }
    if (ending === 'growing') this.#grow(text, raw, true);
    else if (ending === 'torn') this.#addTorn(text);
    else reading.open = { text, indentCount, isTitle: isBoldOnly(raw), isIntroduction: false };
  }

  /** Unmarked words below a list: the rest of a bullet, the text of a title, a bullet without a mark, or talk. */
  #readAfterItem(line: string, indentCount: number, ending: Ending): void {
    const reading = this.#reading;
    const { open } = reading;
    const text = this.#wordsOf(line.trimStart(), ending, false);
    const isTitle = open !== undefined && (open.isTitle || open.text.endsWith(':'));
    const isWrapped =
      open !== undefined &&
      !/[.!?]$/.test(open.text) &&
      indentCount > open.indentCount &&
      /^[\p{Ll}\p{N}("'`]/u.test(line.trimStart());
    if (open && (isTitle ? indentCount > open.indentCount || !reading.isAfterBlankLine : isWrapped)) {
      if (text === '') return;
      const colon = open.isTitle && !open.text.endsWith(':') ? ':' : '';
      reading.open = { ...open, text: `${open.text}${colon} ${text}`, isTitle: false };
      if (ending === 'torn') this.#commitOpen('torn');
      return;
    }
    this.#commitOpen();
    if (reading.isAfterBlankLine || text === '' || text.endsWith(':')) return;
    if (ending === 'growing') {
      if (!mayBecomeTalk(text)) this.#grow(text, line, false);
    } else if (!isTalk(text)) {
      if (ending === 'torn') this.#addTorn(text);
      else reading.open = { text, indentCount, isTitle: false, isIntroduction: false };
    }
  }

  /** A fence without a language: a list when its lines have marks, else code. */
  #readFenced(line: string, ending: Ending): void {
    const { code } = this.#reading;
    if (ending !== 'growing' && code.length < MAX_SPARE_COUNT) code.push(visibleText(line).trim());
  }

  #readSentence(sentence: string, ending: Ending): void {
    const reading = this.#reading;
    const text = this.#wordsOf(sentence, ending, false);
    if (text === '') return;
    const isFirst = reading.finished.length === 0 && !reading.open && reading.spare.length === 0;
    if (ending === 'growing') {
      this.#commitOpen();
      if (!mayBecomeTalk(text) && !(isFirst && mayBecomeMusing(text)) && !sentence.startsWith('**'))
        this.#grow(text, sentence, false);
      return;
    }
    if (isFirst && isMusing(text)) {
      reading.isMusing = true;
      return;
    }
    this.#commitOpen();
    const said = isTalk(text) ? afterColon(text) : text;
    if (said === '') this.#spare(text);
    else if (text.endsWith(':') && ending === 'over')
      reading.open = { text: said, indentCount: 0, isTitle: false, isIntroduction: true };
    else if (isBoldOnly(sentence) && said.split(' ').length <= MAX_HEADING_WORD_COUNT) this.#spare(said);
    else if (ending === 'torn') this.#addTorn(said);
    else this.#add(said);
  }

  #readRow(row: string): void {
    const reading = this.#reading;
    this.#commitOpen();
    if (isTableRuler(row)) {
      reading.row = undefined;
      return;
    }
    this.#commitRow();
    reading.row = tableRowText(row);
  }

  #commitRow(): void {
    const { row } = this.#reading;
    this.#reading.row = undefined;
    if (row !== undefined) this.#add(row);
  }

  #commitOpen(ending: Ending = 'over'): void {
    const { open } = this.#reading;
    this.#reading.open = undefined;
    if (!open) return;
    if (open.isIntroduction && open.text.split(' ').length <= MAX_HEADING_WORD_COUNT) this.#spare(open.text);
    else if (ending === 'torn') this.#addTorn(open.text);
    else this.#add(open.text);
  }

  /** The complete words of a line; the very first word is shown while it is being written. */
  #wordsOf(raw: string, ending: Ending, isItem: boolean): string {
    const isTorn = ending === 'growing';
    const { finished, open } = this.#reading;
    const isFirstWord = isItem && finished.length === 0 && !open && !/\S\s/.test(raw.trimStart());
    return bulletText(isTorn && !isFirstWord ? wholeWords(raw) : raw, { isItem, isTorn });
  }

  #grow(text: string, raw: string, isItem: boolean): void {
    this.#reading.growing = { text, begun: bulletText(raw, { isItem, isTorn: true }) };
  }

  #add(text: string): void {
    const { maxWordCount } = this.#limits;
    // Joining lines may create a marker at the start: "2)" and "then".
    const bullets = fitBullets(splitMarker(text).text, maxWordCount);
    if (bullets.length === 0) this.#spare(text);
    for (const bullet of bullets) this.#push(bullet);
  }

  #addTorn(text: string): void {
    const bullet = untornBullet(splitMarker(text).text, this.#limits.maxWordCount);
    if (bullet === undefined) this.#spare(text);
    else this.#push(bullet);
  }

  #push(bullet: string): void {
    const reading = this.#reading;
    const { finished } = reading;
    if (finished.length >= this.#limits.maxBulletCount || this.#echo.isEcho(bullet)) return;
    const key = comparable(bullet);
    if (key === '') return;
    if (finished.every((other) => comparable(other) !== key)) {
      finished.push(bullet);
      reading.repeatCount = 0;
    } else {
      reading.repeatCount += 1;
      reading.isOver ||= bullet === finished.at(-1) || reading.repeatCount >= MAX_REPEAT_COUNT;
    }
  }

  /** A growing bullet that so far only repeats the start of another, or of the prompt, is not shown yet. */
  #preview(seen: string[], { text, begun }: GrowingText): void {
    if (seen.length >= this.#limits.maxBulletCount) return;
    const bullet = growingBullet(splitMarker(text).text, this.#limits.maxWordCount);
    const key = comparable(bullet);
    const mayBecomeEcho = this.#echo.mayBecomeEcho(bullet) && this.#echo.mayBecomeEcho(begun);
    if (key === '' || mayBecomeEcho || this.#echo.isEcho(bullet)) return;
    if (seen.every((other) => !comparable(other).startsWith(key))) seen.push(bullet);
  }

  #spare(text: string): void {
    const { spare } = this.#reading;
    if (spare.length < MAX_SPARE_COUNT && isUsableTalk(text)) spare.push(text);
  }
}

function isBoldOnly(text: string): boolean {
  return /^\s*(\*\*|__)[^*_]+\1:?\s*$/.test(text);
}
