import {
  bulletText,
  comparable,
  cutWords,
  finishedText,
  isTalk,
  mayBecomeTalk,
  splitMarker,
} from './bullet-text.ts';
import { createMarkupFilter } from './markup-filter.ts';

/** Shown when a model gave nothing that could be shown. */
export const HONEST_BULLET = 'I do not have enough context to answer that.';

/** Unmarked text of up to this many words may still be a heading, so it is held back. */
const MAX_HEADING_WORD_COUNT = 5;
/** A longer line is read as if it had been broken here. */
const MAX_LINE_CHARACTERS = 4_000;
const SENTENCE_END =
  /(?<!\b(?:e\.g|i\.e|etc|vs|cf|approx|dr|mr|mrs|ms|st|no|fig|al|[A-Z]))[.!?]["')\]*_]*\s+(?=["'(*_`]*[\p{Lu}\p{N}])/giu;

export interface BulletParser {
  /** @returns all bullets so far when they changed. */
  push(text: string): readonly string[] | undefined;
  /** Whole words that came so far; may be empty. For answers that were broken off. */
  readonly bullets: readonly string[];
  /** The final bullets: one honest bullet when nothing else was usable. */
  end(): readonly string[];
  /** The wanted count is complete: whatever follows is not shown. */
  readonly isFull: boolean;
  /** True once the model wrote anything visible, usable or not. */
  readonly hasText: boolean;
}

export interface BulletLimits {
  readonly maxBulletCount: number;
  readonly maxWordCount: number;
}

interface Reading {
  finished: string[];
  /** A bullet whose line is over but that the next line may continue. */
  open: { readonly text: string; readonly indentCount: number; readonly isTitle: boolean } | undefined;
  /** A table row that turns out to be a heading when a ruler follows. */
  row: string | undefined;
  isInFence: boolean;
  hasMarkers: boolean;
  /** Words of a line that is not over yet. */
  growing: string | undefined;
}

/**
 * Reads bullets out of whatever a model writes while it writes it: lists of any kind, prose, markdown,
 * tables, thinking. What comes out depends on the text alone, never on how it was cut into chunks, and a
 * bullet that was followed by another never changes. (One exception: a closing thinking tag without an
 * opening one voids all that came before it.)
 */
export function createBulletParser(limits: BulletLimits): BulletParser {
  let filter = createMarkupFilter();
  let reading = emptyReading();
  let line = '';
  let hasText = false;
  let isFull = false;
  let bullets: readonly string[] = [];

  function read(character: string): void {
    const piece = filter.push(character);
    if (piece?.type === 'restart') {
      reading = emptyReading();
      line = '';
      hasText = false;
      return;
    }
    for (const visible of piece?.text ?? '') take(visible);
  }

  function take(character: string): void {
    if (character === '\r') return;
    if (/\S/.test(character)) hasText = true;
    if (/[\n\u2028\u2029\u0085\u000B\f]/.test(character)) {
      endLine();
    } else if (character === '•' && line.trim() !== '') {
      endLine();
      line = character;
    } else {
      line += character;
      if (line.length >= MAX_LINE_CHARACTERS) endLine();
    }
  }

  function endLine(): void {
    absorbLine(reading, line, true, limits);
    line = '';
  }

  function look(): readonly string[] | undefined {
    const view = { ...reading, finished: [...reading.finished], growing: undefined };
    absorbLine(view, line, false, limits);
    isFull = view.finished.length >= limits.maxBulletCount;
    const seen = [...view.finished];
    for (const candidate of [view.open?.text, view.growing]) addBullet(seen, candidate, limits, true);
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
      return isFull;
    },
    get hasText() {
      return hasText;
    },
    push(text) {
      // By code unit, so that a surrogate pair that was cut in two reads the same.
      for (let index = 0; index < text.length; index++) {
        if (reading.finished.length >= limits.maxBulletCount) break;
        read(text.charAt(index));
      }
      return look();
    },
    end() {
      for (const character of filter.end()) take(character);
      filter = createMarkupFilter();
      endLine();
      commitRow(reading, limits);
      commitOpen(reading, limits);
      bullets = reading.finished.length > 0 ? [...reading.finished] : [HONEST_BULLET];
      return bullets;
    },
  };
}

function emptyReading(): Reading {
  return {
    finished: [],
    open: undefined,
    row: undefined,
    isInFence: false,
    hasMarkers: false,
    growing: undefined,
  };
}

/** Adds a line to what was read. While it is not whole, only its whole words count and nothing is decided. */
function absorbLine(reading: Reading, line: string, isWhole: boolean, limits: BulletLimits): void {
  const trimmed = line.trim();
  if (/^(?:`{2,}|~{3,})/.test(trimmed)) {
    commitOpen(reading, limits);
    if (isWhole) reading.isInFence = !reading.isInFence;
  } else if (trimmed.startsWith('|')) {
    if (isWhole) absorbRow(reading, trimmed, limits);
  } else if (trimmed === '' || !/[\p{L}\p{N}]/u.test(trimmed)) {
    if (isWhole) commitRow(reading, limits);
    if (isWhole && !reading.open?.text.endsWith(':')) commitOpen(reading, limits);
  } else {
    if (isWhole) commitRow(reading, limits);
    absorbWords(reading, line, isWhole, limits);
  }
}

function absorbWords(reading: Reading, line: string, isWhole: boolean, limits: BulletLimits): void {
  const indentCount = line.length - line.trimStart().length;
  const { isMarked, text } = splitMarker(line);
  if (isMarked) absorbMarked(reading, text, indentCount, isWhole, limits);
  else if (/^\s*#{1,6}(?:\s|$)/.test(line)) commitOpen(reading, limits);
  else if (reading.hasMarkers || reading.isInFence)
    absorbAfterList(reading, line, indentCount, isWhole, limits);
  else absorbProse(reading, line, isWhole, limits);
}

function absorbMarked(
  reading: Reading,
  raw: string,
  indentCount: number,
  isWhole: boolean,
  limits: BulletLimits,
): void {
  reading.hasMarkers = true;
  const text = usableText(isWhole ? raw : wholeWords(raw), isWhole);
  const title =
    reading.open?.text.endsWith(':') && indentCount > reading.open.indentCount ? reading.open : undefined;
  if (title && text !== undefined) {
    reading.open = { ...title, text: `${title.text} ${text}` };
    if (isWhole) commitOpen(reading, limits);
    return;
  }
  if (!title) commitOpen(reading, limits);
  if (text === undefined) return;
  if (isWhole) reading.open = { text, indentCount, isTitle: isBoldOnly(raw) };
  else reading.growing = text;
}

/** Unmarked words below a list: the rest of a wrapped bullet, the text of a title, or talk. */
function absorbAfterList(
  reading: Reading,
  line: string,
  indentCount: number,
  isWhole: boolean,
  limits: BulletLimits,
): void {
  const { open } = reading;
  const continues =
    open !== undefined &&
    (open.isTitle || open.text.endsWith(':') || !/[.!?]$/.test(open.text)) &&
    (indentCount > open.indentCount || /^\s*\p{Ll}/u.test(line));
  if (!continues) {
    commitOpen(reading, limits);
    return;
  }
  const text = usableText(isWhole ? line : wholeWords(line.trimStart()), isWhole);
  if (text === undefined) return;
  const colon = open.isTitle && !open.text.endsWith(':') ? ':' : '';
  reading.open = { ...open, text: `${open.text}${colon} ${text}`, isTitle: false };
}

function absorbProse(reading: Reading, line: string, isWhole: boolean, limits: BulletLimits): void {
  const sentences = sentencesOf(line.trim());
  sentences.forEach((sentence, index) => {
    const isOver = isWhole || index < sentences.length - 1;
    const text = usableText(isOver ? sentence : wholeWords(sentence), isOver);
    if (text === undefined) return;
    const wordCount = text.split(' ').length;
    if (isOver) {
      const isHeading = wordCount <= MAX_HEADING_WORD_COUNT && (text.endsWith(':') || isBoldOnly(sentence));
      if (!isHeading) addBullet(reading.finished, text, limits, false);
    } else if (wordCount > MAX_HEADING_WORD_COUNT) {
      reading.growing = text;
    }
  });
}

function absorbRow(reading: Reading, row: string, limits: BulletLimits): void {
  commitOpen(reading, limits);
  if (/^\|[\s:|-]*$/.test(row)) {
    reading.row = undefined;
    return;
  }
  commitRow(reading, limits);
  const cells = row
    .split('|')
    .map((cell) => bulletText(cell))
    .filter((cell) => cell !== '');
  const [first, ...others] = cells;
  reading.row = others.length > 0 ? `${first}: ${others.join(', ')}` : first;
}

function commitRow(reading: Reading, limits: BulletLimits): void {
  addBullet(reading.finished, reading.row, limits, false);
  reading.row = undefined;
}

function commitOpen(reading: Reading, limits: BulletLimits): void {
  addBullet(reading.finished, reading.open?.text, limits, false);
  reading.open = undefined;
}

/** A growing bullet that only repeats the beginning of another is not shown yet. */
function addBullet(
  bullets: string[],
  text: string | undefined,
  limits: BulletLimits,
  isGrowing: boolean,
): void {
  if (text === undefined || bullets.length >= limits.maxBulletCount) return;
  // Joined lines may begin with what is a marker only now: "2)" and "then".
  const bullet = finishedText(cutWords(bulletText(text), limits.maxWordCount));
  const key = comparable(bullet);
  const isRepeat = bullets.some((other) => {
    const otherKey = comparable(other);
    return isGrowing ? otherKey.startsWith(key) : otherKey === key;
  });
  if (key !== '' && !isRepeat) bullets.push(bullet);
}

/** @returns undefined when the words are markup or talk, or may yet become talk. */
function usableText(raw: string, isOver: boolean): string | undefined {
  const text = bulletText(raw);
  if (text === '') return undefined;
  if (!isOver) return mayBecomeTalk(text) ? undefined : text;
  if (!isTalk(text)) return text;
  const afterColon = /:\s+(\S.*)$/.exec(text)?.[1];
  return afterColon === undefined ? undefined : bulletText(afterColon) || undefined;
}

function wholeWords(text: string): string {
  return text.slice(0, Math.max(0, text.search(/\s\S*$/)));
}

function isBoldOnly(text: string): boolean {
  return /^\s*(\*\*|__)[^*_]+\1:?\s*$/.test(text) || /^\s*(\*\*|__)[^*_]+:\1\s*$/.test(text);
}

function sentencesOf(line: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of line.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    sentences.push(line.slice(start, end));
    start = end;
  }
  sentences.push(line.slice(start));
  return sentences;
}
