/** What reading one character of raw model output yields. */
export type FilteredPiece =
  | { readonly type: 'text'; readonly text: string }
  /** Everything before was thinking after all: its closing tag came without an opening one. */
  | { readonly type: 'restart' };

export interface MarkupFilter {
  /** True once the model said that its turn is over; whatever follows is not part of the answer. */
  readonly isOver: boolean;
  readonly isHidden: boolean;
  push(character: string): FilteredPiece | undefined;
  /** What was held back as a possible tag. */
  end(): string;
}

const THINKING_TAGS = new Set([
  'think',
  'thinking',
  'thought',
  'thoughts',
  'reasoning',
  'reflection',
  'analysis',
]);
const FINAL_TOKENS = new Set([
  'im_end',
  'endoftext',
  'eot_id',
  'end_of_text',
  'return',
  'end_of_turn',
  'eot',
]);
const LINE_TAGS = new Set(['br', 'p', 'ul', 'ol', 'div', 'tr', 'answer', 'response', 'final']);
const PLAIN_TAGS = new Set(['b', 'i', 'em', 'strong', 'code', 'u', 'span']);
const MAX_TAG_CHARACTERS = 40;
const MAX_CHANNEL_CHARACTERS = 40;

/**
 * Takes thinking blocks, chat-template tokens and the few HTML tags that models use for lists out of a
 * stream, one character at a time, so that the way the text was cut never matters.
 */
export function createMarkupFilter(): MarkupFilter {
  let tag = '';
  let mode: 'visible' | 'thinking' | 'channel-name' = 'visible';
  let channel = '';
  let isOver = false;

  function push(character: string): FilteredPiece | undefined {
    if (isOver) return undefined;
    if (tag === '') {
      if (character === '<') {
        tag = '<';
        return undefined;
      }
      return plain(character);
    }
    if (character === '<') {
      const held = tag;
      tag = '<';
      return plain(held);
    }
    tag += character;
    if (character === '>') {
      const whole = tag;
      tag = '';
      return readTag(whole);
    }
    if (tag.length > MAX_TAG_CHARACTERS || !/^<[/|]?[a-z_]*[|/\s]*$/i.test(tag)) {
      const held = tag;
      tag = '';
      return plain(held);
    }
    return undefined;
  }

  function plain(text: string): FilteredPiece | undefined {
    if (mode === 'visible') return { type: 'text', text };
    if (mode === 'channel-name') {
      channel += text;
      if (/\n/.test(channel) || channel.length > MAX_CHANNEL_CHARACTERS) openMessage();
    }
    return undefined;
  }

  function openMessage(): void {
    mode = /^\s*(?:final|assistant)?\s*$/i.test(channel) ? 'visible' : 'thinking';
    channel = '';
  }

  function readTag(whole: string): FilteredPiece | undefined {
    const [, slash, bar, name, trailingBar] = /^<(\/?)(\|?)([a-z_]*)(\|?)[/\s]*>$/i.exec(whole) ?? [];
    const word = name?.toLowerCase() ?? '';
    if (bar || trailingBar || FINAL_TOKENS.has(word)) return readToken(word, bar === '|');
    if (THINKING_TAGS.has(word)) {
      const wasVisible = mode === 'visible';
      mode = slash ? 'visible' : 'thinking';
      return slash && wasVisible ? { type: 'restart' } : undefined;
    }
    if (word === 's' && slash) {
      isOver = true;
      return undefined;
    }
    if (word === 'li') return plain(slash ? '\n' : '\n- ');
    if (LINE_TAGS.has(word)) return plain('\n');
    if (PLAIN_TAGS.has(word)) return undefined;
    return plain(whole);
  }

  function readToken(name: string, isOpening: boolean): FilteredPiece | undefined {
    if (FINAL_TOKENS.has(name)) {
      isOver = mode === 'visible';
      mode = 'visible';
    } else if (name === 'channel' && isOpening) {
      mode = 'channel-name';
      channel = '';
      return { type: 'text', text: '\n' };
    } else if (name === 'start' || name === 'im_start' || name === 'start_of_turn') {
      mode = 'channel-name';
      channel = '';
    } else if (name === 'message') {
      if (mode === 'channel-name') openMessage();
    } else if (name === 'end' || name === 'channel') {
      mode = 'visible';
      return { type: 'text', text: '\n' };
    }
    return undefined;
  }

  return {
    get isOver() {
      return isOver;
    },
    get isHidden() {
      return mode !== 'visible';
    },
    push,
    end() {
      const held = mode === 'visible' && !isOver ? tag : '';
      tag = '';
      return /^<[/|]/.test(held) || /^<[a-z]+$/i.test(held) ? '' : held;
    },
  };
}
