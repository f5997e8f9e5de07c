import { createCodeTracker } from './code-tracker.ts';
import { meaningOf, type TokenMeaning } from '../prompt/special-tokens.ts';

/** What reading a piece of raw model output yields. */
export type FilteredPiece =
  | { readonly type: 'text'; readonly text: string }
  /** Everything before was thinking after all: its closing tag came without an opening one. */
  | { readonly type: 'restart' };

export interface MarkupFilter {
  /** The model ended its turn; nothing that follows is part of the answer. */
  readonly isOver: boolean;
  /** There was thinking, or other text that is not for the reader. */
  readonly hasHidden: boolean;
  push(text: string): readonly FilteredPiece[];
  /** What was held back as a possible tag. */
  end(): string;
}

const LINE_TAGS = new Set([
  'br',
  'p',
  'ul',
  'ol',
  'div',
  'tr',
  'answer',
  'response',
  'final',
  'output',
  'solution',
]);
const PLAIN_TAGS = new Set(['b', 'i', 'em', 'strong', 'code', 'u', 'span']);
/** Tags of Sotto's own prompt and of prompts like it, which small models repeat. */
const PROMPT_TAGS = new Set(
  'call question profile notes context transcript instruction instructions example examples history conversation speech quote bullet bullets rules task assistant'.split(
    ' ',
  ),
);
const MAX_TAG_CHARACTERS = 40;
const MAX_HEADER_CHARACTERS = 40;
const MAX_OPENING_CHARACTERS = 60;
/** What may stand in a tag that is not closed yet. */
const TAG_BEGINNING = /^(?:<{1,2}|[[◁])[/|｜]{0,2}[\w:▁-]*[|｜]?[/ ]?[>]?$/;
const TAG_OPENING = /[<[◁]/g;
const SQUARE_BEGINNING = /^\[[/|｜]{0,2}(?:[A-Za-z_][A-Za-z_0-9]*)?[|｜]?$/;
/** Texts that begin thinking where the special tokens of the family were lost, and what ends it. */
const BARE_OPENINGS: readonly {
  readonly opening: string;
  readonly after: RegExp;
  readonly closing: string;
}[] = [
  { opening: 'analysis', after: /^\s*[\p{Lu}"']/u, closing: 'assistantfinal' },
  { opening: 'commentary', after: /^\s*[\p{Lu}"']/u, closing: 'assistantfinal' },
  { opening: 'assistantanalysis', after: /^\s*\S/u, closing: 'assistantfinal' },
  { opening: 'assistantfinal', after: /^\s*\S/u, closing: '' },
  { opening: 'here is my thought process:', after: /^\s*\S/u, closing: 'here is my response:' },
  { opening: "here's my thought process:", after: /^\s*\S/u, closing: "here's my response:" },
  { opening: 'thinking process:', after: /^\s*\S/u, closing: '\u0000' },
  { opening: 'thinking...', after: /^\s/u, closing: '...done thinking.' },
];

/**
 * Takes thinking blocks, chat-template tokens and the few HTML tags that models use for lists out of a
 * stream. The way the text was cut never matters. Code in backticks is left as it is.
 */
export function createMarkupFilter(): MarkupFilter {
  return new StreamFilter();
}

class StreamFilter implements MarkupFilter {
  readonly #code = createCodeTracker();
  #pieces: FilteredPiece[] = [];
  #text = '';
  /** A possible tag, or a whole one whose meaning depends on the next character. */
  #tag = '';
  #isTagWhole = false;
  #mode: 'opening' | 'visible' | 'hidden' | 'header' = 'opening';
  #header = '';
  #opening = '';
  /** Ends a hidden text that has no tags; '' when tags do. */
  #closing = '';
  #hiddenTail = '';
  isOver = false;
  hasHidden = false;

  push(chunk: string): readonly FilteredPiece[] {
    this.#pieces = [];
    for (let index = 0; index < chunk.length;) {
      if (this.isOver) break;
      const runCharacters = this.#plainRunCharacters(chunk, index);
      if (runCharacters > 1) this.#plain(chunk.slice(index, index + runCharacters));
      else this.#read(chunk.charAt(index));
      index += Math.max(1, runCharacters);
    }
    this.#flush();
    return this.#pieces;
  }

  end(): string {
    const held = this.#tag;
    this.#tag = '';
    if (this.#isTagWhole) this.#applyTag(held);
    this.#isTagWhole = false;
    this.#settleOpening();
    const isTorn = /^(?:<[/|｜◁]|<[a-z]+$|<{2})/i.test(held);
    if (this.#mode === 'visible' && !this.isOver && !isTorn && meaningOf(held) === undefined)
      this.#show(held);
    const shown = this.#text;
    this.#text = '';
    return this.isOver ? '' : shown;
  }

  #show(shown: string): void {
    this.#text += shown;
  }

  #flush(): void {
    if (this.#text !== '') this.#pieces.push({ type: 'text', text: this.#text });
    this.#text = '';
  }

  #restart(): void {
    this.#text = '';
    this.#pieces = [{ type: 'restart' }];
    this.#code.forget();
  }

  #read(character: string): void {
    if (this.isOver) return;
    if (this.#isTagWhole) {
      this.#isTagWhole = false;
      const whole = this.#tag;
      this.#tag = '';
      if (character === ' ') this.#plain(whole);
      else this.#applyTag(whole);
      if (this.isOver) return;
    }
    if (this.#tag !== '') this.#readTag(character);
    else if ((character === '<' || character === '[' || character === '◁') && !this.#isCode())
      this.#tag = character;
    else this.#plain(character);
  }

  /** How much of a chunk may be taken at once, because nothing in it can open a tag. */
  #plainRunCharacters(chunk: string, index: number): number {
    const isPlainMode = this.#mode === 'visible' || (this.#mode === 'hidden' && this.#closing === '');
    if (!isPlainMode || this.#tag !== '') return 0;
    TAG_OPENING.lastIndex = index;
    return (TAG_OPENING.exec(chunk)?.index ?? chunk.length) - index;
  }

  #isCode(): boolean {
    return this.#mode === 'visible' && this.#code.isInside;
  }

  #readTag(character: string): void {
    const next = this.#tag + character;
    const isDouble = next.startsWith('<<');
    const closer = this.#tag.startsWith('[') ? ']' : this.#tag.startsWith('◁') ? '▷' : '>';
    if (character === closer && (!isDouble || this.#tag.endsWith('>'))) {
      this.#tag = '';
      this.#endTag(next);
    } else if (
      next.length <= MAX_TAG_CHARACTERS &&
      (this.#tag.startsWith('[') ? SQUARE_BEGINNING : TAG_BEGINNING).test(next)
    ) {
      this.#tag = next;
    } else {
      const held = this.#tag;
      this.#tag = '';
      this.#plain(held);
      this.#read(character);
    }
  }

  #endTag(whole: string): void {
    const isWord = this.#mode === 'visible' && this.#code.isAfterBlank && isHtml(whole);
    if (isWord) {
      this.#tag = whole;
      this.#isTagWhole = true;
    } else {
      this.#applyTag(whole);
    }
  }

  #plain(shown: string): void {
    if (this.#mode === 'visible') {
      this.#code.note(shown);
      this.#show(shown);
    } else if (this.#mode === 'opening') {
      this.#readOpening(shown);
    } else if (this.#mode === 'header') {
      this.#header += shown;
      if (this.#header.includes('\n') || this.#header.length > MAX_HEADER_CHARACTERS) this.#openMessage();
    } else if (this.#closing !== '') {
      this.#hiddenTail = (this.#hiddenTail + shown).slice(-this.#closing.length - shown.length);
      if (this.#hiddenTail.toLowerCase().endsWith(this.#closing)) this.#showFinal();
    }
  }

  #showFinal(): void {
    this.#closing = '';
    this.#hiddenTail = '';
    this.#setVisible();
    this.#show('\n');
  }

  #hide(): void {
    this.#mode = 'hidden';
    this.hasHidden = true;
    this.#closing = '';
  }

  #setVisible(): void {
    this.#mode = 'visible';
    this.#code.reset();
  }

  /** The first characters decide whether the text begins with a thinking that has no tags. */
  #readOpening(shown: string): void {
    if (this.#opening === '' && shown.trim() === '') {
      this.#show(shown);
      return;
    }
    this.#opening += shown;
    const begun = this.#opening;
    const lower = begun.toLowerCase();
    const found = BARE_OPENINGS.find((known) => lower.startsWith(known.opening));
    const rest = found ? begun.slice(found.opening.length) : '';
    if (found && rest.trim() === '' && this.#opening.length < MAX_OPENING_CHARACTERS) return;
    if (
      found?.after.test(rest) &&
      (!/^(?:analysis|commentary)$/.test(found.opening) || begun.startsWith(found.opening))
    ) {
      this.#opening = '';
      if (found.closing === '') this.#setVisible();
      else this.#hide();
      this.#closing = found.closing;
      for (const character of rest) this.#plain(character);
      return;
    }
    if (BARE_OPENINGS.some((known) => known.opening.startsWith(lower))) return;
    const held = this.#opening;
    this.#opening = '';
    this.#setVisible();
    this.#plain(held);
  }

  #openMessage(): void {
    const [name = '', ...message] = this.#header.split('\n');
    this.#header = '';
    const isAnswer = /^\s*(?:final|assistant|model|bot)?\s*$/i.test(name);
    if (isAnswer) this.#setVisible();
    else this.#hide();
    this.isOver = this.#code.hasText && /^\s*(?:user|human|system|tool)\s*$/i.test(name);
    if (isAnswer) this.#plain(message.join('\n'));
  }

  #applyTag(whole: string): void {
    const meaning = meaningOf(whole);
    if (meaning !== undefined) {
      this.#applyToken(meaning);
      return;
    }
    const name = htmlName(whole);
    if (PROMPT_TAGS.has(name)) {
      if (this.#mode !== 'header') this.#plain('\n');
    } else if (name === 'li') this.#plain(whole.startsWith('</') ? '\n' : '\n- ');
    else if (LINE_TAGS.has(name)) this.#plain('\n');
    else if (!PLAIN_TAGS.has(name)) this.#plain(whole);
  }

  #applyToken(meaning: TokenMeaning): void {
    this.#settleOpening();
    switch (meaning) {
      case 'turn-end':
        this.isOver = this.#mode === 'visible' && this.#code.hasText;
        this.#setVisible();
        break;
      case 'header-start':
        if (this.#mode === 'visible') this.#show('\n');
        this.#mode = 'header';
        this.#header = '';
        break;
      case 'header-end':
        if (this.#mode === 'header') this.#openMessage();
        break;
      case 'assistant':
        this.#setVisible();
        this.#show('\n');
        break;
      case 'other-role':
        this.isOver = this.#mode === 'visible' && this.#code.hasText;
        this.#hide();
        break;
      case 'thinking-start':
        this.#hide();
        break;
      case 'thinking-end':
        if (this.#mode === 'visible') this.#restart();
        this.#setVisible();
        break;
      case 'block-end':
        if (this.#mode === 'header') this.#openMessage();
        this.#setVisible();
        this.#show('\n');
        break;
      case 'ignored':
        break;
    }
  }

  /** A token ends the doubt about how the text began. */
  #settleOpening(): void {
    if (this.#mode !== 'opening') return;
    const held = this.#opening;
    this.#opening = '';
    this.#setVisible();
    if (held !== '') this.#plain(held);
  }
}

function htmlName(whole: string): string {
  return (/^<\/?([a-z]+)[/ ]*>$/i.exec(whole)?.[1] ?? '').toLowerCase();
}

/** Tags that a sentence may speak of: "The <div> element". */
function isHtml(whole: string): boolean {
  const name = htmlName(whole);
  return name === 's' || (name !== 'br' && name !== 'li' && (LINE_TAGS.has(name) || PLAIN_TAGS.has(name)));
}
