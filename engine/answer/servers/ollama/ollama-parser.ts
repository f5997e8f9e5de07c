import { z } from 'zod';
import type { ChatUsage } from '../base/chat-model.ts';
import { collectPieces, type ChatParser, type PieceCollector } from '../base/chat-parser.ts';
import { LineSplitter } from '../base/line-splitter.ts';
import {
  badContent,
  brokenOff,
  notUnderstood,
  toServerError,
  type ServerPlace,
} from '../base/server-errors.ts';
import { statusIn } from '../base/server-words.ts';

/** With more unreadable lines than this the stream is abandoned. */
const BAD_LINE_LIMIT_COUNT = 3;

/** How nearly every line ends; what stands between is the token when it holds no quote and no escape. */
const CONTENT_START = '"message":{"role":"assistant","content":"';
const CONTENT_END = '"},"done":false}';

/** `unload` (the model was dropped mid-answer) and anything a proxy may invent do not end an answer. */
const WHOLE_REASONS: ReadonlySet<string> = new Set(['', 'stop', 'load']);

const nanoseconds = z.number().nonnegative().optional().catch(undefined);
const count = z.int().nonnegative().optional().catch(undefined);

/** Some servers send `null` for absent fields. */
const chatLineSchema = z.union([
  z.object({ error: z.union([z.string().min(1), z.record(z.string(), z.unknown())]) }).loose(),
  z.object({
    message: z.object({ content: z.string().nullish(), thinking: z.string().nullish() }).nullish(),
    done: z.boolean().nullish(),
    done_reason: z.string().nullish(),
    load_duration: nanoseconds,
    prompt_eval_count: count,
    prompt_eval_duration: nanoseconds,
    eval_count: count,
    eval_duration: nanoseconds,
  }),
]);
type ChatLine = z.infer<typeof chatLineSchema>;

/** @param place for error texts. */
export function createOllamaParser(place: ServerPlace): ChatParser {
  const splitter = new LineSplitter();
  let badLineCount = 0;
  let hasContent = false;
  let isDone = false;

  function read(line: string, collector: PieceCollector): void {
    // Anything after `done` is ignored.
    if (isDone) return;
    const token = fastContent(line);
    if (token === undefined) return readSlowly(line, collector);
    hasContent = true;
    collector.content(token);
  }

  function readSlowly(line: string, collector: PieceCollector): void {
    const parsed = parseChatLine(line);
    if (parsed === undefined) {
      badLineCount += 1;
      if (badLineCount > BAD_LINE_LIMIT_COUNT) throw badContent('The model server sent unreadable lines.');
      return;
    }
    if ('error' in parsed) throw toServerError({ status: statusIn(parsed) ?? 200 }, line, place);
    if (parsed.message?.thinking?.trim()) collector.thinking();
    if (parsed.message?.content) {
      hasContent = true;
      collector.content(parsed.message.content);
    }
    if (!parsed.done) return;
    if (badLineCount > 0 && !hasContent) throw notUnderstood();
    const reason = parsed.done_reason ?? '';
    if (reason !== 'length' && !WHOLE_REASONS.has(reason)) throw brokenOff();
    isDone = true;
    collector.done({ type: 'done', reason: reason === 'length' ? 'length' : 'stop', usage: toUsage(parsed) });
  }

  return {
    push: (chunk) => collectPieces((collector) => splitter.push(chunk, (line) => read(line, collector))),
    end: () =>
      collectPieces((collector) => {
        // Of a connection that broke off, the last line is torn; those before it were whole.
        const isStrange = badLineCount > 0;
        splitter.end((line) => read(line, collector));
        if (isStrange && !isDone && !hasContent) throw notUnderstood();
      }),
  };
}

/** The token of a plain line without parsing it; undefined when the line is anything else. */
function fastContent(line: string): string | undefined {
  if (!line.endsWith(CONTENT_END)) return undefined;
  const marker = line.indexOf(CONTENT_START);
  if (marker === -1) return undefined;
  const start = marker + CONTENT_START.length;
  const end = line.length - CONTENT_END.length;
  if (line.indexOf('"', start) !== end) return undefined;
  const token = line.slice(start, end);
  return token.includes('\\') ? undefined : token;
}

function parseChatLine(line: string): ChatLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return chatLineSchema.safeParse(value).data;
}

function toUsage(line: Exclude<ChatLine, { error: unknown }>): ChatUsage {
  const usage: Record<keyof ChatUsage, number | undefined> = {
    promptTokenCount: line.prompt_eval_count,
    outputTokenCount: line.eval_count,
    loadMs: toMs(line.load_duration),
    promptMs: toMs(line.prompt_eval_duration),
    generateMs: toMs(line.eval_duration),
  };
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined));
}

function toMs(durationNs: number | undefined): number | undefined {
  return durationNs === undefined ? undefined : durationNs / 1e6;
}
