import { z } from 'zod';
import { EngineError } from '../../../base/engine-error.ts';
import { isRecord } from '../../../base/is-record.ts';
import type { ErrorCode } from '../../../protocol/error-codes.ts';
import type { ChatDelta, ChatMessage } from './chat-model.ts';
import { messageOf } from './server-words.ts';

/** The body of a chat request; all but the model and its messages may be left out when a server wants that. */
export interface ChatBody extends Readonly<Record<string, unknown>> {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
}

/** Failures that no other form of the same request would fix. */
const BEYOND_FORM: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-out-of-memory',
  'model-prompt-too-long',
  'model-unauthorized',
  'model-server-busy',
]);
/** Of a server that does not take a field; 200 for an error inside a stream. */
const REFUSING_STATUSES: ReadonlySet<number> = new Set([200, 400, 422]);
/** The same thing by another name, and a value that more servers know, in place of the one refused. */
const RENAMED: Readonly<Record<string, string>> = { max_tokens: 'max_completion_tokens' };
const MILDER: Readonly<Record<string, unknown>> = { reasoning_effort: 'low' };
/** Fields inside another, which goes with them. */
const INNER: Readonly<Record<string, readonly string[]>> = {
  stream_options: ['include_usage'],
  chat_template_kwargs: ['enable_thinking'],
  think: ['thinking'],
};
/** Everyday words, which name a field only in quotes or beside a word for fields. */
const EVERYDAY: ReadonlySet<string> = new Set(['stop', 'stream', 'options', 'seed']);
const JUDGED_LIMIT_CHARACTERS = 8_192;

const SYSTEM_REFUSED =
  /\bsystem\b[^.]{0,40}\b(?:role|message|prompt|instruction)s?\b[^.]{0,60}(?:\bnot\b|n't\b|\bun\w+|\binvalid\b|\bdisabled\b)|(?:\bnot\b|n't\b|\bun\w+|\binvalid\b)[^.]{0,60}\bsystem\b[^.]{0,20}\b(?:role|message|prompt|instruction)|\broles?\b[^.]{0,80}\bsystem\b|\bgot system\b|\broles must alternate|\bonly (?:the )?['"]?user['"]?[^.]{0,40}assistant|input should be 'user'|developer instruction/i;

/**
 * What a server would not take, learnt from its refusals: left out, named otherwise or put into the user's
 * message from then on. Each refusal teaches one more thing, so the retries end.
 */
export class Concessions {
  readonly #refused = new Set<string>();
  /** Models whose template has no place for a system message. */
  readonly #systemless = new Set<string>();

  /** `body` as the server takes it. */
  fit(body: ChatBody): ChatBody {
    const { model, messages, ...optional } = body;
    const fitted = Object.entries(optional).flatMap(([field, value]) => this.#fitField(field, value, model));
    return {
      model,
      messages: this.#systemless.has(model) ? withoutSystem(messages) : messages,
      ...Object.fromEntries(fitted),
    };
  }

  /** @returns whether what `sent` asked is worth asking once more, fitted again. */
  learn(error: unknown, sent: ChatBody): boolean {
    const reply = refusalIn(error);
    if (!reply) return false;
    const words = messageOf(reply.text).slice(0, JUDGED_LIMIT_CHARACTERS);
    if (sent.messages.some(({ role }) => role === 'system') && SYSTEM_REFUSED.test(words)) {
      this.#systemless.add(sent.model);
      return true;
    }
    if (!REFUSING_STATUSES.has(reply.status)) return false;
    const fields = optionalFields(sent);
    const places = placesIn(reply.text);
    const placed = fields.filter(([field]) => namesOf(field).some((name) => places.has(name)));
    const named = placed.length > 0 ? placed : fields.filter(([field]) => isNamed(field, words));
    for (const [field, value] of named) this.#refused.add(keyOf(field, value, sent.model));
    return named.length > 0;
  }

  #fitField(field: string, value: unknown, model: string): readonly (readonly [string, unknown])[] {
    if (field === 'stream_options' && this.#refused.has('stream')) return [];
    const isTaken = (name: string, other: unknown): boolean => !this.#refused.has(keyOf(name, other, model));
    if (field === 'options' && isTaken(field, value) && isRecord(value)) {
      return [
        [field, Object.fromEntries(Object.entries(value).filter(([name, other]) => isTaken(name, other)))],
      ];
    }
    const milder = MILDER[field];
    const forms = [
      [field, value],
      ...(field in MILDER ? [[field, milder] as const] : []),
      ...(RENAMED[field] === undefined ? [] : [[RENAMED[field], value] as const]),
    ] as const;
    const form = forms.find(([name, other]) => isTaken(name, other));
    return form ? [[form[0], form[1]]] : [];
  }
}

/**
 * Asks in the form that the server is known to take, and once more for each thing that it turns out not to.
 * @param bodyNow the whole request, as it stands after what `note` learnt.
 */
export async function* askFitting(
  bodyNow: () => ChatBody,
  concessions: Concessions,
  ask: (body: ChatBody) => AsyncGenerator<ChatDelta, void, undefined>,
  note: (error: unknown) => boolean,
): AsyncGenerator<ChatDelta, void, undefined> {
  for (;;) {
    const sent = concessions.fit(bodyNow());
    let hasContent = false;
    try {
      for await (const delta of ask(sent)) {
        if (delta.type === 'content') hasContent = true;
        yield delta;
      }
      return;
    } catch (error) {
      if (hasContent || !(concessions.learn(error, sent) || note(error))) throw error;
    }
  }
}

/** A value that was refused says nothing of milder ones, and a model that cannot think nothing of another. */
function keyOf(field: string, value: unknown, model: string): string {
  if (field in MILDER) return `${field} ${String(value)}`;
  return field === 'think' ? `${field} ${model}` : field;
}

/** Fields that may be left out, those inside Ollama's `options` among them. */
function optionalFields({ model: _model, messages: _messages, ...optional }: ChatBody): [string, unknown][] {
  const { options } = optional as { options?: unknown };
  return [...Object.entries(optional), ...(isRecord(options) ? Object.entries(options) : [])];
}

interface Refusal {
  readonly status: number;
  readonly text: string;
}

function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof EngineError) || BEYOND_FORM.has(error.code)) return undefined;
  return refusalSchema.safeParse(error.cause).data;
}
const refusalSchema = z.object({ status: z.number(), text: z.string() });

const placeSchema = z.object({
  param: z.string().optional().catch(undefined),
  loc: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .catch(undefined),
});

/** Names that a reply states as the place of the fault, apart from its words. */
function placesIn(text: string): ReadonlySet<string> {
  const places = new Set<string>();
  const read = (value: unknown, depthCount: number): void => {
    if (depthCount > 3 || value === null || typeof value !== 'object') return;
    const { param, loc } = placeSchema.safeParse(value).data ?? {};
    for (const part of [...(param?.split(/[.[\]/]/) ?? []), ...(loc ?? [])]) places.add(String(part));
    for (const inner of Object.values(value).slice(0, 16)) read(inner, depthCount + 1);
  };
  try {
    read(JSON.parse(text), 0);
  } catch {
    // Plain words name no place.
  }
  return places;
}

function isNamed(field: string, words: string): boolean {
  return namesOf(field).some((name) => {
    const spelled = name.split('_').join('[_\\s-]?');
    const pattern = EVERYDAY.has(field)
      ? `["'\`“‘./]${spelled}["'\`”’:\\s]|\\b(?:field|param(?:eter)?|argument|option|property|key)s?\\W{1,4}${spelled}\\b|\\b${spelled} (?:field|param|argument|option|property)`
      : `(?<![a-z0-9_])${spelled}(?![a-z0-9_])`;
    return new RegExp(pattern, 'i').test(words);
  });
}

function namesOf(field: string): readonly string[] {
  return [field, ...(INNER[field] ?? [])];
}

/** System messages go into the user message after them, and neighbours of one role become one. */
function withoutSystem(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const { role, content } of messages) {
    const speaker = role === 'system' ? 'user' : role;
    const last = merged.at(-1);
    if (last?.role === speaker)
      merged[merged.length - 1] = { role: speaker, content: `${last.content}\n\n${content}` };
    else merged.push({ role: speaker, content });
  }
  return merged;
}
