import type { Pool } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { EngineError } from '../../base/engine-error.ts';
import type { Logger } from '../../base/logger.ts';
import { accessTo, type ServerAccess } from '../../base/server-access.ts';
import type { AccessToken } from '../../protocol/access-tokens.ts';
import type { ChatDelta, ChatModel, ChatRequest, ModelListing, ModelServer } from '../chat-model.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { askFitting, Concessions, type ChatBody } from './concessions.ts';
import { openPool, readText, streamOnce } from './http-stream.ts';
import { OUTPUT_TOKEN_LIMIT_COUNT } from './ollama/ollama-options.ts';
import { chatResiliently, type ResilienceDeps } from './resilient-chat.ts';
import { RetryBudget } from './retry-budget.ts';
import { displayAddress, locationOf } from './server-address.ts';
import {
  badContent,
  missingModel,
  toServerError,
  toTransportError,
  type ServerPlace,
} from './server-errors.ts';
import { createSseParser } from './sse-parser.ts';
import { ThinkingModels } from './thinking-models.ts';
import { MOVING_FIRST_TOKEN_MS, WARM_FIRST_TOKEN_MS } from './token-deadlines.ts';

/** What makes most servers leave out thinking; told only of models that were seen to think. */
const WITHOUT_THINKING = { chat_template_kwargs: { enable_thinking: false }, reasoning_effort: 'none' };
const MANAGEMENT_TIMEOUT_MS = 5_000;
const LIST_LIMIT_BYTES = 8 * 1_024 * 1_024;
/** Servers that know no list of models. */
const WITHOUT_LIST: ReadonlySet<number> = new Set([404, 405, 501]);

const namedSchema = z.union([
  z.string(),
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ name: z.string() }).transform(({ name }) => name),
  z.object({ model: z.string() }).transform(({ model }) => model),
]);
const entriesSchema = z.array(z.unknown()).nullable();
const modelsSchema = z.union([
  entriesSchema,
  z.object({ data: entriesSchema }).transform(({ data }) => data),
  z.object({ models: entriesSchema }).transform(({ models }) => models),
]);

export interface OpenAiServerOptions {
  /** At least one, tried in order; with or without `/v1` at the end. */
  readonly baseUrls: readonly string[];
  /** Sent to those of the servers whose origin it was entered for. */
  readonly accessToken?: AccessToken | undefined;
  readonly permitCount: number;
  readonly allowRemoteModels: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** Requests go to another server from now on. */
  readonly onAddressChange?: (address: string) => void;
}

/** One of several servers that are meant to answer alike. */
interface Site {
  readonly url: string;
  readonly address: string;
  readonly path: string;
  readonly access: ServerAccess;
  readonly pool: Pool;
  readonly resilience: Omit<ResilienceDeps, 'modelName'>;
  readonly concessions: Concessions;
  readonly thinking: ThinkingModels;
}

/** A client of any server with OpenAI-style chat completions; the next address is used when one fails. */
export function openOpenAiServer(options: OpenAiServerOptions): ModelServer {
  const { clock } = options;
  const budget = new RetryBudget(clock);
  const sites = options.baseUrls.map((url): Site => {
    const path = new URL(url).pathname.replace(/\/$/, '');
    return {
      url,
      address: displayAddress(url),
      path: path.endsWith('/v1') ? path : `${path}/v1`,
      access: accessTo('model', url, options.accessToken),
      pool: openPool(url, options.permitCount),
      resilience: { breaker: new CircuitBreaker(clock), budget, clock },
      concessions: new Concessions(),
      thinking: new ThinkingModels(),
    };
  });
  let current = 0;
  /** The model that was opened last: a server without it is of no use. */
  let opened: string | undefined;

  function use(index: number): void {
    if (index === current) return;
    current = index;
    options.log.info('model server changed', { index });
    options.onAddressChange?.(siteAt(index).address);
  }

  function siteAt(index: number): Site {
    const site = sites[index];
    if (site) return site;
    throw new EngineError('bad-argument', 'No model server is set.', 'Enter the address of a model server.');
  }

  /** Sites in the order to try them: the one in use, then the rest. */
  function order(): readonly number[] {
    return sites.map((_, offset) => (current + offset) % sites.length);
  }

  /** @param name what the server must have; a server without it is passed over like one that is down. */
  async function models(signal: AbortSignal, name?: string): Promise<readonly string[]> {
    let lastError: unknown;
    for (const index of order()) {
      try {
        const found = await listModels(siteAt(index), signal);
        siteAt(index).resilience.breaker.succeed();
        // A server that lists nothing may still have what the settings name.
        if (name !== undefined && found.length > 0 && !found.includes(name)) {
          throw missingModel('openai', siteAt(index).address, name);
        }
        use(index);
        return found;
      } catch (error) {
        signal.throwIfAborted();
        if (!isTelling(lastError)) lastError = error;
      }
    }
    throw lastError;
  }

  async function* chat(
    name: string,
    request: ChatRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ChatDelta, void, undefined> {
    const isPrefill = request.purpose === 'prefill';
    let lastError: unknown;
    const left = [...order()];
    for (const index of order()) {
      left.shift();
      // A server known to be down is no reason to leave a slow one early.
      const canMove = left.some((other) => siteAt(other).resilience.breaker.state !== 'open');
      let hasContent = false;
      try {
        const firstTokenMs = canMove ? MOVING_FIRST_TOKEN_MS : WARM_FIRST_TOKEN_MS;
        const stream = chatOn(siteAt(index), name, request, firstTokenMs, signal);
        for await (const delta of stream) {
          if (delta.type === 'content') hasContent = true;
          if (delta.type === 'content' || delta.type === 'done') use(index);
          if (!isPrefill || delta.type === 'done') yield delta;
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        // Another server may do better, but never in the middle of an answer.
        if (hasContent || !isWorthMoving(error)) throw error;
        if (!isTelling(lastError)) lastError = error;
      }
    }
    throw lastError;
  }

  function chatOn(
    site: Site,
    name: string,
    request: ChatRequest,
    warmFirstTokenMs: number,
    signal: AbortSignal,
  ): AsyncGenerator<ChatDelta, void, undefined> {
    const place = placeOf(site, name);
    const { concessions, thinking } = site;
    if (request.allowsThinking) thinking.note(name);
    const body = (): ChatBody => ({
      model: name,
      messages: request.messages,
      stream: true,
      max_tokens: request.purpose === 'prefill' ? 1 : thinking.limitOf(name, OUTPUT_TOKEN_LIMIT_COUNT),
      temperature: 0.2,
      stream_options: { include_usage: true },
      ...(thinking.has(name) ? WITHOUT_THINKING : {}),
    });
    const ask = (fitted: ChatBody) =>
      streamOnce(
        site.pool,
        {
          path: `${site.path}/chat/completions`,
          body: JSON.stringify(fitted),
          place,
          // Such servers load at their own start.
          isWarm: true,
          warmFirstTokenMs,
          isLoaded: () => Promise.resolve(true),
          createParser: () => createSseParser(place),
        },
        clock,
        signal,
      );
    const attempt = async function* (): ReturnType<ChatModel['chat']> {
      const stream = askFitting(body, concessions, ask, (error) => thinking.giveUpRoom(name, error));
      for await (const delta of stream) {
        if (delta.type === 'thinking') thinking.note(name);
        yield delta;
        // The prompt is read; a server that takes no limit would go on to write a whole answer.
        const isRead = request.purpose === 'prefill' && delta.type === 'content';
        if (isRead && !hasLimit(concessions.fit(body()))) {
          yield { type: 'done', reason: 'length', usage: {} };
          return;
        }
      }
    };
    const resilience = { ...site.resilience, modelName: name };
    return chatResiliently(attempt, request.purpose === 'prefill', resilience, signal);
  }

  return {
    kind: 'openai',
    get address() {
      return siteAt(current).address;
    },
    check: async (signal) => {
      await models(signal, opened);
      return { version: 'OpenAI-compatible' };
    },
    list: async (signal) => (await models(signal)).map(toListing),
    open: (name) => {
      opened = name;
      const refuse = (): void => {
        const isRemote = sites.some((site) => locationOf(site.url) === 'remote');
        if (isRemote && !options.allowRemoteModels) throw remoteRefused();
      };
      return Promise.resolve({
        id: `openai:${name}`,
        name,
        get location() {
          return locationOf(siteAt(current).url);
        },
        preload: async (signal) => {
          refuse();
          await models(signal, name);
        },
        chat: async function* (request, signal) {
          refuse();
          yield* chat(name, request, signal);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      } satisfies ChatModel);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(sites.map((site) => site.pool.destroy()));
    },
  };
}

function isWorthMoving(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  return [
    'model-server-unreachable',
    'model-server-failed',
    'model-server-busy',
    'model-bad-content',
    'model-timeout',
    'model-out-of-memory',
    'model-missing',
    'model-unauthorized',
    'model-request-refused',
    'model-prompt-too-long',
    'model-unsuitable',
  ].includes(error.code);
}

/** What a server that answers says is worth knowing, whatever became of the others. */
function isTelling(error: unknown): boolean {
  return error instanceof EngineError && ['model-unauthorized', 'model-missing'].includes(error.code);
}

function hasLimit(body: ChatBody): boolean {
  return 'max_tokens' in body || 'max_completion_tokens' in body;
}

function placeOf({ address, access }: Site, model: string): ServerPlace {
  return { kind: 'openai', address, access, model };
}

async function listModels(site: Site, signal: AbortSignal): Promise<readonly string[]> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(MANAGEMENT_TIMEOUT_MS)]);
  try {
    const response = await site.pool.request({
      path: `${site.path}/models`,
      method: 'GET',
      headers: site.access.headers,
      signal: end,
    });
    const text = await readText(response, LIST_LIMIT_BYTES);
    if (WITHOUT_LIST.has(response.statusCode)) return [];
    if (response.statusCode !== 200) {
      throw toServerError({ status: response.statusCode }, text, placeOf(site, ''));
    }
    const entries = modelsSchema.parse(JSON.parse(text)) ?? [];
    const names = entries.map((entry) => namedSchema.safeParse(entry).data?.trim() ?? '');
    return [...new Set(names)].filter((name) => name !== '');
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw badContent(`The program at ${site.address} is no model server.`);
    }
    if (end.aborted) {
      throw new EngineError(
        'model-server-unreachable',
        `The model server at ${site.address} does not answer.`,
        'Check the address, or restart the server.',
      );
    }
    throw toTransportError(error, { kind: 'openai', address: site.address });
  }
}

function toListing(name: string): ModelListing {
  return { name, canThink: false, isRemote: false, isLoaded: true };
}

function remoteRefused(): EngineError {
  return new EngineError(
    'model-remote-refused',
    'This model server is not in your own network.',
    'Allow remote models in the settings, or enter another address.',
  );
}
