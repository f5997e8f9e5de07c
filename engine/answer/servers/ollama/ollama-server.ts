import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { accessTo, type ServerAccess } from '../../../base/server-access.ts';
import type { AccessToken } from '../../../protocol/access-tokens.ts';
import {
  OUTPUT_TOKEN_LIMIT_COUNT,
  type ChatModel,
  type ChatRequest,
  type ModelServer,
} from '../base/chat-model.ts';
import { CircuitBreaker } from '../base/circuit-breaker.ts';
import { askFitting, Concessions, type ChatBody } from '../base/concessions.ts';
import { openPool, streamOnce, type StreamRequest } from '../base/http-stream.ts';
import { createManagement, type OllamaManagement, type ShownModel } from './ollama-management.ts';
import { freezeOptions, KEEP_ALIVE, type OllamaOptions } from './ollama-options.ts';
import { createOllamaParser } from './ollama-parser.ts';
import { pullFromOllama } from './ollama-pull.ts';
import { OLLAMA_TRAITS } from './ollama-traits.ts';
import { chatResiliently, type ResilienceDeps } from '../base/resilient-chat.ts';
import { RetryBudget } from '../base/retry-budget.ts';
import { displayAddress, locationOf } from '../base/server-address.ts';
import { remoteModelRefused, type ServerPlace } from '../base/server-errors.ts';
import { ThinkingModels } from '../base/thinking-models.ts';

export interface OllamaServerOptions {
  /** e.g. `http://127.0.0.1:11434`; a path, user name and password are kept. */
  readonly baseUrl: string;
  readonly accessToken?: AccessToken | undefined;
  /** Answers at a time; the pool has one connection more. */
  readonly permitCount: number;
  readonly allowRemoteModels: boolean;
  readonly contextTokenCount: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A client of one Ollama. It opens no connection before the first call. */
export function openOllamaServer(options: OllamaServerOptions): ModelServer {
  const { clock, log } = options;
  const url = new URL(options.baseUrl);
  const address = displayAddress(options.baseUrl);
  const access = accessTo('model', options.baseUrl, options.accessToken);
  const pool = openPool(options.baseUrl, options.permitCount);
  const concessions = new Concessions();
  const thinking = new ThinkingModels();
  const resilience = { breaker: new CircuitBreaker(clock), budget: new RetryBudget(clock), clock };
  const management = createManagement({ pool, baseUrl: address, address, access });
  const runtimeOptions = freezeOptions(options.contextTokenCount);

  return {
    kind: 'ollama',
    address,
    check: async (signal) => {
      const version = await management.version(signal);
      resilience.breaker.succeed();
      return { version };
    },
    list: (signal) => management.list(signal),
    running: (signal) => management.running(signal),
    open: (name) =>
      Promise.resolve(
        new OllamaModel({
          name,
          address,
          access,
          management,
          runtimeOptions,
          resilience: { ...resilience, modelName: name },
          concessions,
          thinking,
          location: OLLAMA_TRAITS.isRemoteName(name) ? 'remote' : locationOf(options.baseUrl),
          allowRemoteModels: options.allowRemoteModels,
          send: (request, signal) => streamOnce(pool, request, clock, signal),
          chatPath: `${url.pathname.replace(/\/$/, '')}/api/chat`,
          log,
        }),
      ),
    pull: async function* (name, signal) {
      if (!options.allowRemoteModels && OLLAMA_TRAITS.isRemoteName(name)) throw remoteModelRefused(name);
      yield* pullFromOllama(address, access, name, signal);
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

type Attempt = Pick<ChatRequest, 'messages' | 'purpose' | 'allowsThinking'>;

interface ModelDeps {
  readonly name: string;
  readonly address: string;
  readonly access: ServerAccess;
  readonly management: OllamaManagement;
  readonly runtimeOptions: OllamaOptions;
  readonly resilience: ResilienceDeps;
  readonly concessions: Concessions;
  readonly thinking: ThinkingModels;
  readonly location: ChatModel['location'];
  readonly allowRemoteModels: boolean;
  readonly chatPath: string;
  readonly log: Logger;
  send(request: StreamRequest, signal: AbortSignal): ReturnType<ChatModel['chat']>;
}

class OllamaModel implements ChatModel {
  readonly id: string;
  readonly name: string;
  readonly location: ChatModel['location'];
  readonly #deps: ModelDeps;
  readonly #place: ServerPlace;
  #isWarm = false;

  constructor(deps: ModelDeps) {
    const { name, address, access, location } = deps;
    this.id = `ollama:${name}`;
    this.name = name;
    this.location = location;
    this.#deps = deps;
    this.#place = { traits: OLLAMA_TRAITS, address, model: name, access };
  }

  async preload(signal: AbortSignal): Promise<void> {
    const load = { messages: [], purpose: 'foreground' } as const;
    const { resilience } = this.#deps;
    const stream = chatResiliently(() => this.#attempt(load, signal), true, resilience, signal);
    for await (const delta of stream) if (delta.type === 'done') return;
  }

  async *chat(request: ChatRequest, signal: AbortSignal): ReturnType<ChatModel['chat']> {
    const isPrefill = request.purpose === 'prefill';
    const { resilience } = this.#deps;
    const stream = chatResiliently(() => this.#attempt(request, signal), isPrefill, resilience, signal);
    for await (const delta of stream) {
      // The server has to generate one token for a prefill; it is not part of any answer.
      if (!isPrefill || delta.type === 'loading' || delta.type === 'done') yield delta;
    }
  }

  /** The model stays loaded for as long as `keep_alive` says: the server is not ours to manage. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  async *#attempt(request: Attempt, signal: AbortSignal): ReturnType<ChatModel['chat']> {
    const { name } = this;
    const { thinking, concessions, log } = this.#deps;
    const { canThink } = await this.#describe(signal);
    if (request.allowsThinking) thinking.note(name);
    const body = (): ChatBody => this.#bodyFor(request, canThink);
    const ask = (fitted: ChatBody): ReturnType<ChatModel['chat']> => this.#send(fitted, signal);
    try {
      const stream = askFitting(body, concessions, ask, (error) => thinking.giveUpRoom(name, error));
      for await (const delta of stream) {
        if (delta.type !== 'loading') this.#isWarm = true;
        if (delta.type === 'thinking') thinking.note(name);
        yield delta;
      }
    } catch (error) {
      if (!signal.aborted) {
        this.#isWarm = false;
        if (error instanceof EngineError)
          log.warn('a chat request failed', { code: error.code, model: name });
      }
      throw error;
    }
  }

  async #describe(signal: AbortSignal): Promise<ShownModel> {
    const { name } = this;
    const { allowRemoteModels, management } = this.#deps;
    // By name first, so that not even the check whether it may be used is sent.
    if (!allowRemoteModels && OLLAMA_TRAITS.isRemoteName(name)) throw remoteModelRefused(name);
    const shown = await management.show(name, signal);
    if (shown.isRemote && !allowRemoteModels) throw remoteModelRefused(name);
    return shown;
  }

  #bodyFor({ messages, purpose }: Attempt, canThink: boolean): ChatBody {
    return {
      model: this.name,
      messages,
      stream: true,
      keep_alive: KEEP_ALIVE,
      options: this.#optionsFor(purpose),
      ...(canThink ? { think: thinkSetting(this.name) } : {}),
    };
  }

  #optionsFor(purpose: ChatRequest['purpose']): OllamaOptions['answer'] {
    const { runtimeOptions, thinking } = this.#deps;
    const { answer, prefill } = runtimeOptions;
    if (purpose === 'prefill') return prefill;
    const limitCount = thinking.limitOf(this.name, OUTPUT_TOKEN_LIMIT_COUNT);
    // `num_predict` is free to vary: nothing is reloaded.
    return limitCount === OUTPUT_TOKEN_LIMIT_COUNT ? answer : { ...answer, num_predict: limitCount };
  }

  #send(body: ChatBody, signal: AbortSignal): ReturnType<ChatModel['chat']> {
    const place = this.#place;
    return this.#deps.send(
      {
        path: this.#deps.chatPath,
        body: JSON.stringify(body),
        place,
        isWarm: this.#isWarm,
        isLoaded: (loadSignal) => this.#isLoaded(loadSignal),
        createParser: () => createOllamaParser(place),
      },
      signal,
    );
  }

  /** Unknown counts as loaded: then the shorter deadline stays. */
  async #isLoaded(signal: AbortSignal): Promise<boolean> {
    const { name } = this;
    const running = await this.#deps.management.running(signal).catch(() => undefined);
    return running?.some((model) => model.name === name || model.name === `${name}:latest`) ?? true;
  }
}

/** Thinking only delays bullets. gpt-oss cannot stop, so it thinks as little as it can. */
function thinkSetting(name: string): false | 'low' {
  return /(?:^|\/)gpt-oss/.test(name) ? 'low' : false;
}

/** For a model on other people's servers that the settings do not allow. */
