import { createParser } from 'eventsource-parser';
import type { ChatUsage } from '../chat-model.ts';
import { collectPieces, type ChatParser, type PieceCollector } from './chat-parser.ts';
import { readCompletion } from './completion-chunk.ts';
import { badContent, brokenOff, toServerError, type ServerPlace } from './server-errors.ts';
import { statusIn } from './server-words.ts';

const BAD_EVENT_LIMIT_COUNT = 3;
const EVENT_LIMIT_CHARACTERS = 256 * 1_024;

/** How servers say that the answer is whole. */
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
/** How they say that the limit of its length was reached. */
const LENGTH_REASONS: ReadonlySet<string> = new Set(['length', 'max_tokens', 'max_length', 'model_length']);

/**
 * Reads an OpenAI-style chat: server-sent events, or JSON without their clothes from servers that do not stream.
 * The answer is whole after a finish reason that says so; `[DONE]` may follow or not. `[DONE]` without any
 * finish reason is an end, but whether of a whole answer nobody knows: it counts as cut.
 */
export function createSseParser(place: ServerPlace): ChatParser {
  const decoder = new TextDecoder();
  let badEventCount = 0;
  let finishReason: string | undefined;
  let usage: ChatUsage = {};
  let isDone = false;
  let sinceEventCharacters = 0;
  /** Text from the start while no event came; a body of plain JSON is all of it. */
  let plain: string | undefined = '';

  let events: { readonly data: string; readonly isError: boolean }[] = [];
  const parser = createParser({
    // What keeps the connection alive is part of no event.
    onComment: () => {
      sinceEventCharacters = 0;
    },
    onEvent: ({ data, event }) => {
      sinceEventCharacters = 0;
      plain = undefined;
      events.push({ data: data.trim(), isError: event === 'error' });
    },
  });

  function read(text: string, collector: PieceCollector): void {
    sinceEventCharacters += text.trim().length;
    parser.feed(text);
    if (plain !== undefined) plain = (plain + text).trimStart();
    const fresh = events;
    events = [];
    for (const { data, isError } of fresh) {
      if (isDone) return;
      if (isError) throw toServerError({ status: statusOf(data) }, data, place);
      if (data === '[DONE]') finish(collector, true);
      else readChunk(data, collector);
    }
    if (plain !== undefined && /^[^[{]/.test(plain)) plain = undefined;
    if (sinceEventCharacters > EVENT_LIMIT_CHARACTERS) {
      throw badContent('The model server sent an event that is far too long.');
    }
  }

  function readChunk(data: string, collector: PieceCollector): void {
    const chunk = readCompletion(data);
    if (!chunk) {
      badEventCount += 1;
      if (badEventCount > BAD_EVENT_LIMIT_COUNT) throw badContent('The model server sent unreadable events.');
      return;
    }
    if (chunk.error !== undefined) {
      throw toServerError({ status: chunk.error.status ?? 200 }, chunk.error.text, place);
    }
    usage = chunk.usage ?? usage;
    if (chunk.hasThinking) collector.thinking();
    if (chunk.content !== '') collector.content(chunk.content);
    finishReason = chunk.finishReason ?? finishReason;
  }

  function finish(collector: PieceCollector, hasMark: boolean): void {
    const reason = finishReason?.toLowerCase();
    const isCut = reason === undefined ? hasMark : LENGTH_REASONS.has(reason);
    if (!isCut && !(reason !== undefined && WHOLE_REASONS.has(reason))) throw brokenOff();
    isDone = true;
    collector.done({ type: 'done', reason: isCut ? 'length' : 'stop', usage });
  }

  function readPlain(text: string, collector: PieceCollector): void {
    const isOneValue = readCompletion(text) !== undefined;
    for (const part of isOneValue ? [text] : text.split('\n')) {
      if (part.trim() === '[DONE]') return finish(collector, true);
      if (part.trim() !== '') readChunk(part, collector);
    }
  }

  return {
    push: (chunk) => collectPieces((collector) => read(decoder.decode(chunk, { stream: true }), collector)),
    end: () =>
      collectPieces((collector) => {
        // An event without the blank line after it is still an event when the body is over.
        read(`${decoder.decode()}\n\n`, collector);
        if (plain !== undefined && plain.trim() !== '') readPlain(plain, collector);
        if (!isDone && finishReason !== undefined) finish(collector, false);
      }),
  };
}

function statusOf(data: string): number {
  try {
    return statusIn(JSON.parse(data)) ?? 200;
  } catch {
    return 200;
  }
}
