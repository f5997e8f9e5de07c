import { createParser } from 'eventsource-parser';
import { ANSWER_LIMIT_CHARACTERS, type ChatUsage } from '../base/chat-model.ts';
import { collectPieces, type ChatParser, type PieceCollector } from '../base/chat-parser.ts';
import { readCompletion } from './completion-chunk.ts';
import {
  badContent,
  brokenOff,
  notUnderstood,
  toServerError,
  type ServerPlace,
} from '../base/server-errors.ts';
import { statusIn } from '../base/server-words.ts';

const BAD_EVENT_LIMIT_COUNT = 3;

/** Finish reasons of a complete answer. */
const WHOLE_REASONS: ReadonlySet<string> = new Set([
  'stop',
  'eos',
  'eos_token',
  'end_turn',
  'stop_sequence',
  'stop_token',
  'complete',
  'completed',
]);
/** Finish reasons of an answer cut at its length limit. */
const LENGTH_REASONS: ReadonlySet<string> = new Set(['length', 'max_tokens', 'max_length', 'model_length']);

/**
 * Reads an OpenAI-style chat: server-sent events, or bare JSON from servers that do not stream.
 * The answer is complete after a finish reason that says so; `[DONE]` may follow or not. `[DONE]` without a
 * finish reason ends the answer without saying whether it is complete, so the answer counts as cut.
 */
export function createSseParser(place: ServerPlace): ChatParser {
  return new SseParser(place);
}

class SseParser implements ChatParser {
  readonly #place: ServerPlace;
  readonly #decoder = new TextDecoder();
  readonly #events = createParser({
    // Comments keep the connection alive and belong to no event.
    onComment: () => {
      this.#sinceEventCharacters = 0;
    },
    onEvent: ({ data, event }) => {
      this.#sinceEventCharacters = 0;
      this.#plain = undefined;
      this.#fresh.push({ data: data.trim(), isError: event === 'error' });
    },
  });
  /** Events that were parsed and are still to be read. */
  #fresh: { readonly data: string; readonly isError: boolean }[] = [];
  #badEventCount = 0;
  #hasStrangeContent = false;
  #hasContent = false;
  #finishReason: string | undefined;
  #usage: ChatUsage = {};
  #isDone = false;
  #sinceEventCharacters = 0;
  /** The text so far while no event has come: the whole body when it is plain JSON. */
  #plain: string | undefined = '';

  constructor(place: ServerPlace) {
    this.#place = place;
  }

  push(chunk: Uint8Array): ReturnType<ChatParser['push']> {
    return collectPieces((collector) => this.#read(this.#decoder.decode(chunk, { stream: true }), collector));
  }

  end(): ReturnType<ChatParser['end']> {
    return collectPieces((collector) => {
      // At the end of the body an event counts even without the blank line after it.
      this.#read(`${this.#decoder.decode()}\n\n`, collector);
      if (this.#plain !== undefined && this.#plain.trim() !== '') this.#readPlain(this.#plain, collector);
      if (!this.#isDone && this.#finishReason !== undefined) this.#finish(collector, false);
    });
  }

  #read(text: string, collector: PieceCollector): void {
    this.#sinceEventCharacters += text.trim().length;
    this.#events.feed(text);
    if (this.#plain !== undefined) this.#plain = (this.#plain + text).trimStart();
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const { data, isError } of fresh) {
      if (this.#isDone) return;
      if (isError) throw toServerError({ status: statusOf(data) }, data, this.#place);
      if (data === '[DONE]') this.#finish(collector, true);
      else this.#readChunk(data, collector);
    }
    if (this.#plain !== undefined && /^[^[{]/.test(this.#plain)) this.#plain = undefined;
    if (this.#sinceEventCharacters > ANSWER_LIMIT_CHARACTERS) {
      throw badContent('The model server sent an event that is far too long.');
    }
  }

  #readChunk(data: string, collector: PieceCollector): void {
    const chunk = readCompletion(data);
    if (!chunk) {
      this.#badEventCount += 1;
      if (this.#badEventCount > BAD_EVENT_LIMIT_COUNT)
        throw badContent('The model server sent unreadable events.');
      return;
    }
    if (chunk.error !== undefined) {
      throw toServerError({ status: chunk.error.status ?? 200 }, chunk.error.text, this.#place);
    }
    this.#usage = chunk.usage ?? this.#usage;
    if (chunk.hasThinking) collector.thinking();
    if (chunk.content !== '') {
      this.#hasContent = true;
      collector.content(chunk.content);
    }
    this.#hasStrangeContent ||= chunk.isStrange ?? false;
    this.#finishReason = chunk.finishReason ?? this.#finishReason;
  }

  #finish(collector: PieceCollector, hasMark: boolean): void {
    if (this.#hasStrangeContent && !this.#hasContent) throw notUnderstood();
    const reason = this.#finishReason?.toLowerCase();
    const isCut = reason === undefined ? hasMark : LENGTH_REASONS.has(reason);
    if (!isCut && !(reason !== undefined && WHOLE_REASONS.has(reason))) throw brokenOff();
    this.#isDone = true;
    collector.done({ type: 'done', reason: isCut ? 'length' : 'stop', usage: this.#usage });
  }

  #readPlain(text: string, collector: PieceCollector): void {
    const isOneValue = readCompletion(text) !== undefined;
    for (const part of isOneValue ? [text] : text.split('\n')) {
      if (part.trim() === '[DONE]') return this.#finish(collector, true);
      if (part.trim() !== '') this.#readChunk(part, collector);
    }
  }
}

function statusOf(data: string): number {
  try {
    return statusIn(JSON.parse(data)) ?? 200;
  } catch {
    return 200;
  }
}
