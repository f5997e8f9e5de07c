import type { Pool } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { accessTo, type ServerAccess } from '../../../base/server-access.ts';
import type { AccessToken } from '../../../protocol/access-tokens.ts';
import {
  OUTPUT_TOKEN_LIMIT_COUNT,
  type ChatDelta,
  type ChatModel,
  type ChatRequest,
  type ModelListing,
  type ModelServer,
} from '../base/chat-model.ts';
import { CircuitBreaker } from '../base/circuit-breaker.ts';
import { askFitting, Concessions, type ChatBody } from '../base/concessions.ts';
import { openPool, readWhole, streamOnce } from '../base/http-stream.ts';
import { chatResiliently, type ResilienceDeps } from '../base/resilient-chat.ts';
import { RetryBudget } from '../base/retry-budget.ts';
import { displayAddress, locationOf } from '../base/server-address.ts';
import {
  badContent,
  missingModel,
  toServerError,
  toTransportError,
  type ServerPlace,
} from '../base/server-errors.ts';
import { readModelNames } from './model-names.ts';
import { OPENAI_TRAITS } from './openai-traits.ts';
import { createSseParser } from './sse-parser.ts';
import { ThinkingModels } from '../base/thinking-models.ts';
import { MOVING_FIRST_TOKEN_MS, WARM_FIRST_TOKEN_MS } from '../base/token-deadlines.ts';

/** Turns thinking off on most servers; sent only for models that were seen to think. */
const WITHOUT_THINKING = { chat_template_kwargs: { enable_thinking: false }, reasoning_effort: 'none' };
const MANAGEMENT_TIMEOUT_MS = 5_000;
/** Servers that know no list of models. */
const WITHOUT_LIST: ReadonlySet<number> = new Set([404, 405, 501]);

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
  return new OpenAiServer(options);
}

class OpenAiServer implements ModelServer {
  readonly kind = 'openai';
  readonly #options: OpenAiServerOptions;
  readonly #sites: readonly Site[];
  #current = 0;
  /** The model that was opened last: a server without it is of no use. */
  #opened: string | undefined;

  constructor(options: OpenAiServerOptions) {
    this.#options = options;
    const budget = new RetryBudget(options.clock);
    this.#sites = options.baseUrls.map((url) => siteOf(url, options, budget));
  }

  get address(): string {
    return this.#siteAt(this.#current).address;
  }

  async check(signal: AbortSignal): Promise<{ readonly version: string }> {
    await this.models(signal, this.#opened);
    return { version: 'OpenAI-compatible' };
  }

  async list(signal: AbortSignal): Promise<readonly ModelListing[]> {
    return (await this.models(signal)).map(toListing);
  }

  open(name: string): Promise<ChatModel> {
    this.#opened = name;
    return Promise.resolve(new OpenAiModel(name, this));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sites.map((site) => site.pool.destroy()));
  }

  get location(): ChatModel['location'] {
    return locationOf(this.#siteAt(this.#current).url);
  }

  refuseRemote(): void {
    const isRemote = this.#sites.some((site) => locationOf(site.url) === 'remote');
    if (isRemote && !this.#options.allowRemoteModels) throw remoteRefused();
  }

  #use(index: number): void {
    if (index === this.#current) return;
    this.#current = index;
    this.#options.log.info('model server changed', { index });
    this.#options.onAddressChange?.(this.#siteAt(index).address);
  }

  #siteAt(index: number): Site {
    const site = this.#sites[index];
    if (site) return site;
    throw new EngineError('bad-argument', 'No model server is set.', 'Enter the address of a model server.');
  }

  /** Sites in the order to try them: the one in use, then the rest. */
  #order(): readonly number[] {
    return this.#sites.map((_, offset) => (this.#current + offset) % this.#sites.length);
  }

  /** @param name what the server must have; a server without it is passed over like one that is down. */
  async models(signal: AbortSignal, name?: string): Promise<readonly string[]> {
    let lastError: unknown;
    for (const index of this.#order()) {
      try {
        const found = await listModels(this.#siteAt(index), signal);
        this.#siteAt(index).resilience.breaker.succeed();
        // A server that lists nothing may still have the model that the settings name.
        if (name !== undefined && found.length > 0 && !found.includes(name)) {
          throw missingModel(placeOf(this.#siteAt(index), name), name);
        }
        this.#use(index);
        return found;
      } catch (error) {
        signal.throwIfAborted();
        if (!isSpecific(lastError)) lastError = error;
      }
    }
    throw lastError;
  }

  async *chat(
    name: string,
    request: ChatRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ChatDelta, void, undefined> {
    const isPrefill = request.purpose === 'prefill';
    let lastError: unknown;
    const left = [...this.#order()];
    for (const index of this.#order()) {
      left.shift();
      // A server known to be down is not a reason to leave a slow one early.
      const canMove = left.some((other) => this.#siteAt(other).resilience.breaker.state !== 'open');
      let hasContent = false;
      try {
        const firstTokenMs = canMove ? MOVING_FIRST_TOKEN_MS : WARM_FIRST_TOKEN_MS;
        const stream = chatOn(
          this.#siteAt(index),
          { name, request, firstTokenMs, clock: this.#options.clock },
          signal,
        );
        for await (const delta of stream) {
          if (delta.type === 'content') hasContent = true;
          if (delta.type === 'content' || delta.type === 'done') this.#use(index);
          if (!isPrefill || delta.type === 'done') yield delta;
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        // Another server may do better, but never in the middle of an answer.
        if (hasContent || !isWorthMoving(error)) throw error;
        if (!isSpecific(lastError)) lastError = error;
      }
    }
    throw lastError;
  }
}

class OpenAiModel implements ChatModel {
  readonly id: string;
  readonly name: string;
  readonly #server: OpenAiServer;

  constructor(name: string, server: OpenAiServer) {
    this.id = `openai:${name}`;
    this.name = name;
    this.#server = server;
  }

  get location(): ChatModel['location'] {
    return this.#server.location;
  }

  async preload(signal: AbortSignal): Promise<void> {
    this.#server.refuseRemote();
    await this.#server.models(signal, this.name);
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatDelta, void, undefined> {
    this.#server.refuseRemote();
    yield* this.#server.chat(this.name, request, signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function siteOf(
  url: string,
  { clock, permitCount, accessToken }: OpenAiServerOptions,
  budget: RetryBudget,
): Site {
  const path = new URL(url).pathname.replace(/\/$/, '');
  return {
    url,
    address: displayAddress(url),
    path: path.endsWith('/v1') ? path : `${path}/v1`,
    access: accessTo('model', url, accessToken),
    pool: openPool(url, permitCount),
    resilience: { breaker: new CircuitBreaker(clock), budget, clock },
    concessions: new Concessions(),
    thinking: new ThinkingModels(),
  };
}

/** One request to one site. */
function chatOn(
  site: Site,
  {
    name,
    request,
    firstTokenMs,
    clock,
  }: {
    readonly name: string;
    readonly request: ChatRequest;
    readonly firstTokenMs: number;
    readonly clock: Clock;
  },
  signal: AbortSignal,
): AsyncGenerator<ChatDelta, void, undefined> {
  const place = placeOf(site, name);
  const { concessions, thinking } = site;
  if (request.allowsThinking) thinking.note(name);
  const body = (): ChatBody => bodyOf(name, request, thinking);
  const ask = (fitted: ChatBody) =>
    streamOnce(
      site.pool,
      {
        path: `${site.path}/chat/completions`,
        body: JSON.stringify(fitted),
        place,
        // Such servers load at their own start.
        isWarm: true,
        warmFirstTokenMs: firstTokenMs,
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
      // By now the prompt has been read; a server that ignores the limit would write a whole answer.
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

function bodyOf(name: string, { messages, purpose }: ChatRequest, thinking: ThinkingModels): ChatBody {
  return {
    model: name,
    messages,
    stream: true,
    max_tokens: purpose === 'prefill' ? 1 : thinking.limitOf(name, OUTPUT_TOKEN_LIMIT_COUNT),
    temperature: 0.2,
    stream_options: { include_usage: true },
    ...(thinking.has(name) ? WITHOUT_THINKING : {}),
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

/** The failure of a server that answers is worth more than that of one that does not. */
function isSpecific(error: unknown): boolean {
  return error instanceof EngineError && ['model-unauthorized', 'model-missing'].includes(error.code);
}

function hasLimit(body: ChatBody): boolean {
  return 'max_tokens' in body || 'max_completion_tokens' in body;
}

function placeOf({ address, access }: Site, model: string): ServerPlace {
  return { traits: OPENAI_TRAITS, address, access, model };
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
    const text = await readWhole(response);
    if (WITHOUT_LIST.has(response.statusCode)) return [];
    if (response.statusCode !== 200) {
      throw toServerError({ status: response.statusCode }, text, placeOf(site, ''));
    }
    return readModelNames(text);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw badContent(`The program at ${site.address} is not a model server.`);
    }
    if (end.aborted) {
      throw new EngineError(
        'model-server-unreachable',
        `The model server at ${site.address} does not answer.`,
        'Check the address, or restart the server.',
      );
    }
    throw toTransportError(error, placeOf(site, ''));
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
