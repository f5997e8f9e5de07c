import { z } from 'zod';
import type { ChatUsage } from '../base/chat-model.ts';
import { statusIn } from '../base/server-words.ts';

/** What one JSON value of an OpenAI-style chat says: a chunk of a stream, or a whole completion. */
export interface CompletionChunk {
  readonly content: string;
  readonly hasThinking: boolean;
  /** It has content that is neither text nor parts of one. */
  readonly isStrange?: boolean;
  /** As stated, '' included; undefined when nothing is stated. */
  readonly finishReason?: string | undefined;
  readonly usage?: ChatUsage | undefined;
  readonly error?: { readonly text: string; readonly status: number | undefined } | undefined;
}

const tokenCount = z.number().optional().catch(undefined);
const unknownRecord = z.record(z.string(), z.unknown());

/** `null` and values of the wrong type count as absent. */
const sayingSchema = z
  .object({
    content: z.unknown().optional(),
    text: z.unknown().optional(),
    reasoning_content: z.unknown().optional(),
    reasoning: z.unknown().optional(),
    thinking: z.unknown().optional(),
  })
  .nullish()
  .catch(undefined);
const choiceSchema = z
  .object({
    delta: sayingSchema,
    message: sayingSchema,
    text: z.string().nullish().catch(undefined),
    finish_reason: z.string().nullish().catch(undefined),
  })
  .nullish();
const chunkSchema = z.object({
  choices: z.array(choiceSchema).nullish(),
  usage: z.object({ prompt_tokens: tokenCount, completion_tokens: tokenCount }).nullish().catch(undefined),
});

/** @returns undefined when `json` is nothing that such a server says. */
export function readCompletion(json: string): CompletionChunk | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (isFailure(value))
    return { content: '', hasThinking: false, error: { text: json, status: statusIn(value) } };
  const chunk = chunkSchema.safeParse(value).data;
  if (!chunk) return undefined;
  const choice = chunk.choices?.[0];
  const saying = choice?.delta ?? choice?.message;
  const content = saying?.content ?? saying?.text ?? choice?.text;
  const isStrange =
    content !== null && !['undefined', 'string'].includes(typeof content) && !Array.isArray(content);
  return {
    content: textOf(content),
    ...(isStrange && { isStrange }),
    hasThinking:
      [saying?.reasoning_content, saying?.reasoning, saying?.thinking].some(isThinking) ||
      hasThinkingPart(content),
    finishReason: choice?.finish_reason ?? undefined,
    usage: chunk.usage ? toUsage(chunk.usage) : undefined,
  };
}

/** An error in any of the usual shapes; a chunk may also carry an empty `error` beside its choices. */
function isFailure(value: unknown): boolean {
  const record = unknownRecord.safeParse(value).data;
  if (!record) return false;
  const { error } = record;
  if (typeof error === 'string') return error !== '';
  if (error !== null && typeof error === 'object') return Object.keys(error).length > 0;
  if (record['object'] === 'error') return true;
  const hasWords = typeof record['message'] === 'string' || record['detail'] !== undefined;
  return hasWords && record['choices'] === undefined;
}

/** Content is a string, or a list of parts of which only text is shown. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (typeof part === 'string' ? part : textOfPart(part))).join('');
}

function textOfPart(part: unknown): string {
  const record = unknownRecord.safeParse(part).data;
  const { text } = record ?? {};
  if (isThinkingPart(part)) return '';
  if (typeof text === 'string') return text;
  const value = unknownRecord.safeParse(text).data?.['value'];
  return typeof value === 'string' ? value : '';
}

function hasThinkingPart(content: unknown): boolean {
  return Array.isArray(content) && content.some(isThinkingPart);
}

function isThinkingPart(part: unknown): boolean {
  const type = unknownRecord.safeParse(part).data?.['type'];
  return typeof type === 'string' && /think|reason/.test(type);
}

function isThinking(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  return value !== null && typeof value === 'object' && Object.keys(value).length > 0;
}

function toUsage(usage: {
  prompt_tokens?: number | undefined;
  completion_tokens?: number | undefined;
}): ChatUsage {
  return {
    ...(usage.prompt_tokens === undefined ? {} : { promptTokenCount: usage.prompt_tokens }),
    ...(usage.completion_tokens === undefined ? {} : { outputTokenCount: usage.completion_tokens }),
  };
}
