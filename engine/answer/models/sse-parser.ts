import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import type { ChatUsage } from '../chat-model.ts';
import { collectPieces, type ChatParser, type PieceCollector } from './chat-parser.ts';
import { badContent, toServerError, type ServerPlace } from './server-errors.ts';

const BAD_EVENT_LIMIT_COUNT = 3;
const EVENT_LIMIT_CHARACTERS = 256 * 1_024;

const chunkSchema = z.union([
  z.object({
    error: z.union([z.string(), z.object({ message: z.string(), code: z.unknown().optional() })]),
  }),
  z.object({
    choices: z
      .array(
        z.object({
          delta: z
            .object({
              content: z.string().nullish(),
              reasoning_content: z.string().nullish(),
              reasoning: z.string().nullish(),
            })
            .nullish(),
          finish_reason: z.string().nullish(),
        }),
      )
      .default([]),
    usage: z
      .object({
        prompt_tokens: z.number().optional().catch(undefined),
        completion_tokens: z.number().optional().catch(undefined),
      })
      .nullish(),
  }),
]);

/**
 * Reads the server-sent events of an OpenAI-style chat. The answer is complete at `[DONE]`, or at the end of
 * the body after a finish reason, because some servers leave `[DONE]` out.
 */
export function createSseParser(place: ServerPlace): ChatParser {
  const decoder = new TextDecoder();
  let badEventCount = 0;
  let finishReason: string | undefined;
  let usage: ChatUsage = {};
  let isDone = false;
  let sinceEventCharacters = 0;

  let events: string[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      sinceEventCharacters = 0;
      events.push(data);
    },
  });

  function read(text: string, collector: PieceCollector): void {
    sinceEventCharacters += text.length;
    parser.feed(text);
    const fresh = events;
    events = [];
    for (const data of fresh) {
      if (isDone) return;
      if (data === '[DONE]') finish(collector);
      else readChunk(data, collector);
    }
    if (sinceEventCharacters > EVENT_LIMIT_CHARACTERS) {
      throw badContent('The model server sent an event that is far too long.');
    }
  }

  function readChunk(data: string, collector: PieceCollector): void {
    const chunk = parseChunk(data);
    if (!chunk) {
      badEventCount += 1;
      if (badEventCount > BAD_EVENT_LIMIT_COUNT) throw badContent('The model server sent unreadable events.');
      return;
    }
    if ('error' in chunk) {
      const text = typeof chunk.error === 'string' ? chunk.error : chunk.error.message;
      throw toServerError({ status: 200 }, text, place);
    }
    if (chunk.usage) {
      usage = {
        ...(chunk.usage.prompt_tokens === undefined ? {} : { promptTokenCount: chunk.usage.prompt_tokens }),
        ...(chunk.usage.completion_tokens === undefined
          ? {}
          : { outputTokenCount: chunk.usage.completion_tokens }),
      };
    }
    const choice = chunk.choices[0];
    if (choice?.delta?.reasoning_content || choice?.delta?.reasoning) collector.thinking();
    if (choice?.delta?.content) collector.content(choice.delta.content);
    finishReason = choice?.finish_reason ?? finishReason;
  }

  function finish(collector: PieceCollector): void {
    isDone = true;
    collector.done({ type: 'done', reason: finishReason === 'length' ? 'length' : 'stop', usage });
  }

  return {
    push: (chunk) => collectPieces((collector) => read(decoder.decode(chunk, { stream: true }), collector)),
    end: () =>
      collectPieces((collector) => {
        // An event without the blank line after it is still an event when the body is over.
        read(`${decoder.decode()}\n\n`, collector);
        if (!isDone && finishReason !== undefined) finish(collector);
      }),
  };
}

function parseChunk(data: string): z.infer<typeof chunkSchema> | undefined {
  try {
    return chunkSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}
