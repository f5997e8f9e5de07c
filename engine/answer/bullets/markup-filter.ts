import { createCodeTracker } from '../code-tracker.ts';
import { meaningOf, type TokenMeaning } from '../prompt/special-tokens.ts';

/** What reading a piece of raw model output yields. */
export type FilteredPiece =
  | { readonly type: 'text'; readonly text: string }
  /** Everything before was thinking after all: its closing tag came without an opening one. */
  | { readonly type: 'restart' };

export interface MarkupFilter {
  /** The model said that its turn is over; whatever follows is not part of the answer. */
  readonly isOver: boolean;
  /** Thinking came, or another text that is not for the reader. */
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
  'call question profile notes context transcript instruction instructions example examples history conversation speech quote bullet bullets rules task'.split(
    ' ',
  ),
);
const MAX_TAG_CHARACTERS = 40;
const MAX_HEADER_CHARACTERS = 40;
const MAX_OPENING_CHARACTERS = 60;
/** What may stand in a tag that is not closed yet. */
const TAG_BEGINNING = /^(?:<{1,2}|[[◁])[/|｜]{0,2}[\w:▁-]*[|｜]?[/ ]?[>]?$/;
const TAG_OPENING = /[<[◁]/g;
const SQUARE_BEGINNING = /^\[[/|｜]{0,2}[A-Za-z_]*[|｜]?$/;
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
  const code = createCodeTracker();
  let pieces: FilteredPiece[] = [];
  let text = '';
  /** A possible tag, or a whole one whose meaning depends on the next character. */
  let tag = '';
  let isTagWhole = false;
  let mode: 'opening' | 'visible' | 'hidden' | 'header' = 'opening';
  let header = '';
  let opening = '';
  /** Ends a hidden text that has no tags; '' when tags do. */
  let closing = '';
  let hiddenTail = '';
  let isOver = false;
  let hasHidden = false;

  function show(shown: string): void {
    text += shown;
  }

  function flush(): void {
    if (text !== '') pieces.push({ type: 'text', text });
    text = '';
  }

  function restart(): void {
    text = '';
    pieces = [{ type: 'restart' }];
    code.forget();
  }

  function read(character: string): void {
    if (isOver) return;
    if (isTagWhole) {
      isTagWhole = false;
      const whole = tag;
      tag = '';
      if (character === ' ') plain(whole);
      else applyTag(whole);
      if (isOver) return;
    }
    if (tag !== '') readTag(character);
    else if ((character === '<' || character === '[' || character === '◁') && !isCode()) tag = character;
    else plain(character);
  }

  /** How much of a chunk may be taken at once, because nothing in it can open a tag. */
  function plainRunCharacters(chunk: string, index: number): number {
    const isPlainMode = mode === 'visible' || (mode === 'hidden' && closing === '');
    if (!isPlainMode || tag !== '') return 0;
    TAG_OPENING.lastIndex = index;
    return (TAG_OPENING.exec(chunk)?.index ?? chunk.length) - index;
  }

  function isCode(): boolean {
    return mode === 'visible' && code.isInside;
  }

  function readTag(character: string): void {
    const next = tag + character;
    const isDouble = next.startsWith('<<');
    const closer = tag.startsWith('[') ? ']' : tag.startsWith('◁') ? '▷' : '>';
    if (character === closer && (!isDouble || tag.endsWith('>'))) {
      tag = '';
      endTag(next);
    } else if (
      next.length <= MAX_TAG_CHARACTERS &&
      (tag.startsWith('[') ? SQUARE_BEGINNING : TAG_BEGINNING).test(next)
    ) {
      tag = next;
    } else {
      const held = tag;
      tag = '';
      plain(held);
      read(character);
    }
  }

  function endTag(whole: string): void {
    const isWord = mode === 'visible' && code.isAfterBlank && isHtml(whole);
    if (isWord) {
      tag = whole;
      isTagWhole = true;
    } else {
      applyTag(whole);
    }
  }

  function plain(shown: string): void {
    if (mode === 'visible') {
      code.note(shown);
      show(shown);
    } else if (mode === 'opening') {
      readOpening(shown);
    } else if (mode === 'header') {
      header += shown;
      if (header.includes('\n') || header.length > MAX_HEADER_CHARACTERS) openMessage();
    } else if (closing !== '') {
      hiddenTail = (hiddenTail + shown).slice(-closing.length - shown.length);
      if (hiddenTail.toLowerCase().endsWith(closing)) showFinal();
    }
  }

  function showFinal(): void {
    closing = '';
    hiddenTail = '';
    setVisible();
    show('\n');
  }

  function hide(): void {
    mode = 'hidden';
    hasHidden = true;
    closing = '';
  }

  function setVisible(): void {
    mode = 'visible';
    code.reset();
  }

  /** The first characters decide whether the text begins with a thinking that has no tags. */
  function readOpening(shown: string): void {
    if (opening === '' && shown.trim() === '') {
      show(shown);
      return;
    }
    opening += shown;
    const begun = opening;
    const lower = begun.toLowerCase();
    const found = BARE_OPENINGS.find((known) => lower.startsWith(known.opening));
    const rest = found ? begun.slice(found.opening.length) : '';
    if (found && rest.trim() === '' && opening.length < MAX_OPENING_CHARACTERS) return;
    if (
      found?.after.test(rest) &&
      (!/^(?:analysis|commentary)$/.test(found.opening) || begun.startsWith(found.opening))
    ) {
      opening = '';
      if (found.closing === '') setVisible();
      else hide();
      closing = found.closing;
      for (const character of rest) plain(character);
      return;
    }
    if (BARE_OPENINGS.some((known) => known.opening.startsWith(lower))) return;
    const held = opening;
    opening = '';
    setVisible();
    plain(held);
  }

  function openMessage(): void {
    const [name = '', ...message] = header.split('\n');
    header = '';
    const isAnswer = /^\s*(?:final|assistant|model|bot)?\s*$/i.test(name);
    if (isAnswer) setVisible();
    else hide();
    isOver = code.hasText && /^\s*(?:user|human|system|tool)\s*$/i.test(name);
    if (isAnswer) plain(message.join('\n'));
  }

  function applyTag(whole: string): void {
    const meaning = meaningOf(whole);
    if (meaning !== undefined) {
      applyToken(meaning);
      return;
    }
    const name = htmlName(whole);
    if (PROMPT_TAGS.has(name)) {
      if (mode !== 'header') plain('\n');
    } else if (name === 'li') plain(whole.startsWith('</') ? '\n' : '\n- ');
    else if (LINE_TAGS.has(name)) plain('\n');
    else if (!PLAIN_TAGS.has(name)) plain(whole);
  }

  function applyToken(meaning: TokenMeaning): void {
    settleOpening();
    switch (meaning) {
      case 'turn-end':
        isOver = mode === 'visible' && code.hasText;
        setVisible();
        break;
      case 'header-start':
        if (mode === 'visible') show('\n');
        mode = 'header';
        header = '';
        break;
      case 'header-end':
        if (mode === 'header') openMessage();
        break;
      case 'assistant':
        setVisible();
        show('\n');
        break;
      case 'other-role':
        isOver = mode === 'visible' && code.hasText;
        hide();
        break;
      case 'thinking-start':
        hide();
        break;
      case 'thinking-end':
        if (mode === 'visible') restart();
        setVisible();
        break;
      case 'block-end':
        if (mode === 'header') openMessage();
        setVisible();
        show('\n');
        break;
      case 'ignored':
        break;
    }
  }

  /** A token ends the doubt about how the text began. */
  function settleOpening(): void {
    if (mode !== 'opening') return;
    const held = opening;
    opening = '';
    setVisible();
    if (held !== '') plain(held);
  }

  return {
    get isOver() {
      return isOver;
    },
    get hasHidden() {
      return hasHidden;
    },
    push(chunk) {
      pieces = [];
      for (let index = 0; index < chunk.length;) {
        if (isOver) break;
        const runCharacters = plainRunCharacters(chunk, index);
        if (runCharacters > 1) plain(chunk.slice(index, index + runCharacters));
        else read(chunk.charAt(index));
        index += Math.max(1, runCharacters);
      }
      flush();
      return pieces;
    },
    end() {
      const held = tag;
      tag = '';
      if (isTagWhole) applyTag(held);
      isTagWhole = false;
      settleOpening();
      const isTorn = /^(?:<[/|｜◁]|<[a-z]+$|<{2})/i.test(held);
      if (mode === 'visible' && !isOver && !isTorn && meaningOf(held) === undefined) show(held);
      const shown = text;
      text = '';
      return isOver ? '' : shown;
    },
  };
}

function htmlName(whole: string): string {
  return (/^<\/?([a-z]+)[/ ]*>$/i.exec(whole)?.[1] ?? '').toLowerCase();
}

/** Tags that a sentence may speak of: "The <div> element". */
function isHtml(whole: string): boolean {
  const name = htmlName(whole);
  return name === 's' || (name !== 'br' && name !== 'li' && (LINE_TAGS.has(name) || PLAIN_TAGS.has(name)));
}
