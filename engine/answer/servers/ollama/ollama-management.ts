import { Ollama } from 'ollama';
import type { Pool } from 'undici';
import { z } from 'zod';
import { EngineError } from '../../../base/engine-error.ts';
import type { ServerAccess } from '../../../base/server-access.ts';
import type { ModelListing, RunningModel } from '../base/chat-model.ts';
import { readWhole } from '../base/http-stream.ts';
import { toServerError, toTransportError } from '../base/server-errors.ts';
import { OLLAMA_TRAITS } from './ollama-traits.ts';

const MANAGEMENT_TIMEOUT_MS = 5_000;
const SHOWN_AT_ONCE_COUNT = 4;

/** Details are fetched for this many models of a listing; the rest appear as listed. */
const SHOWN_LIMIT_COUNT = 64;

/** `null` and values of the wrong type count as absent. */
const text = z.string().optional().catch(undefined);
const bytes = z.number().nonnegative().optional().catch(undefined);
const capabilities = z.array(z.string()).optional().catch(undefined);
const nameSchema = z.string().trim().min(1);
const namedSchema = z.union([
  z.looseObject({ name: nameSchema }),
  z.looseObject({ model: nameSchema }).transform(({ model, ...rest }) => ({ ...rest, name: model })),
]);
const listedSchema = namedSchema.pipe(
  z.object({
    name: nameSchema,
    size: bytes,
    remote_host: text,
    capabilities,
    details: z
      .object({ family: text, parameter_size: text, quantization_level: text })
      .optional()
      .catch(undefined),
  }),
);
const runningSchema = namedSchema.pipe(z.object({ name: nameSchema, size: bytes, size_vram: bytes }));
/** Entries are parsed one by one, so that a bad one does not cost the others. */
const entriesSchema = z.object({ models: z.array(z.unknown()).nullish() });
const shownSchema = z.object({
  capabilities,
  remote_host: text,
  template: text,
  renderer: text,
  modelfile: text,
});
const versionSchema = z.object({ version: z.string() });

export interface ShownModel {
  readonly canThink: boolean;
  readonly isRemote: boolean;
  /** Its template is the bare prompt: it continues a text and was not made to answer. */
  readonly isBase: boolean;
}

/** All calls but the answers themselves, through the `ollama` package over our pool. */
export interface OllamaManagement {
  version(signal: AbortSignal): Promise<string>;
  list(signal: AbortSignal): Promise<readonly ModelListing[]>;
  running(signal: AbortSignal): Promise<readonly RunningModel[]>;
  /** Remembered for as long as the server is open. */
  show(name: string, signal: AbortSignal): Promise<ShownModel>;
}

export function createManagement(options: ManagementOptions): OllamaManagement {
  return new Management(options);
}

interface ManagementOptions {
  readonly pool: Pool;
  readonly baseUrl: string;
  readonly address: string;
  readonly access: ServerAccess;
}

class Management implements OllamaManagement {
  readonly #options: ManagementOptions;
  readonly #shown = new Map<string, ShownModel>();

  constructor(options: ManagementOptions) {
    this.#options = options;
  }

  async version(signal: AbortSignal): Promise<string> {
    try {
      return (await this.#call(versionSchema, '', signal, (ollama) => ollama.version())).version;
    } catch (error) {
      // Whatever answers this path with anything but a version is another program.
      const isStranger =
        error instanceof EngineError &&
        ['model-missing', 'model-bad-content', 'model-server-failed'].includes(error.code);
      throw isStranger ? notOllama(this.#options.address, error) : error;
    }
  }

  async list(signal: AbortSignal): Promise<readonly ModelListing[]> {
    const [{ models: entries }, loaded] = await Promise.all([
      this.#call(entriesSchema, '', signal, (ollama) => ollama.list()),
      // Older servers and look-alikes do not report it.
      this.running(signal).catch(() => []),
    ]);
    signal.throwIfAborted();
    const models = readEach(listedSchema, entries).map((model, index) => ({
      ...model,
      isAskedFor: index < SHOWN_LIMIT_COUNT,
    }));
    const listings: ModelListing[] = [];
    for (let start = 0; start < models.length; start += SHOWN_AT_ONCE_COUNT) {
      const some = models.slice(start, start + SHOWN_AT_ONCE_COUNT);
      listings.push(...(await Promise.all(some.map((model) => this.#toListing(model, loaded, signal)))));
    }
    return listings;
  }

  async running(signal: AbortSignal): Promise<readonly RunningModel[]> {
    const { models } = await this.#call(entriesSchema, '', signal, (ollama) => ollama.ps());
    return readEach(runningSchema, models).map(({ name, size, size_vram }) => ({
      name,
      ...(size === undefined ? {} : { sizeBytes: size }),
      ...(size_vram === undefined ? {} : { gpuBytes: size_vram }),
    }));
  }

  async show(name: string, signal: AbortSignal): Promise<ShownModel> {
    const known = this.#shown.get(name);
    if (known) return known;
    const found = await this.#call(shownSchema, name, signal, (ollama) => ollama.show({ model: name }));
    const model = {
      canThink: found.capabilities?.includes('thinking') ?? false,
      isRemote: OLLAMA_TRAITS.isRemoteName(name) || Boolean(found.remote_host),
      isBase: isBareTemplate(found),
    };
    this.#shown.set(name, model);
    return model;
  }

  async #toListing(
    model: z.infer<typeof listedSchema> & { readonly isAskedFor: boolean },
    loaded: readonly RunningModel[],
    signal: AbortSignal,
  ): Promise<ModelListing> {
    const isRemote = OLLAMA_TRAITS.isRemoteName(model.name) || Boolean(model.remote_host);
    const canChat = model.capabilities?.includes('completion') ?? true;
    const isShown = model.isAskedFor && !isRemote && canChat;
    const more = isShown ? await this.show(model.name, signal).catch(() => undefined) : undefined;
    const unsuited = canChat ? (more?.isBase ? 'base' : undefined) : 'not-chat';
    return {
      name: model.name,
      ...(model.size === undefined ? {} : { sizeBytes: model.size }),
      ...(model.details?.family === undefined ? {} : { family: model.details.family }),
      ...(model.details?.parameter_size === undefined ? {} : { parameterSize: model.details.parameter_size }),
      ...(model.details?.quantization_level === undefined
        ? {}
        : { quantization: model.details.quantization_level }),
      // Older servers list no capabilities.
      canThink: model.capabilities?.includes('thinking') ?? more?.canThink ?? false,
      ...(unsuited === undefined ? {} : { unsuited }),
      isRemote,
      isLoaded: loaded.some(({ name }) => name === model.name),
    };
  }

  async #call<Value>(
    schema: z.ZodType<Value>,
    model: string,
    signal: AbortSignal,
    run: (client: Ollama) => Promise<unknown>,
  ): Promise<Value> {
    const { address } = this.#options;
    let answer: unknown;
    try {
      answer = await run(this.#client(signal, model));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SyntaxError) throw notOllama(address);
      if (error instanceof Error && error.name === 'TimeoutError') throw silent(address);
      throw toTransportError(error, { traits: OLLAMA_TRAITS, address });
    }
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw notOllama(address);
    return parsed.data;
  }

  /** A client whose every request ends with `signal` or the deadline, because the package has neither. */
  #client(signal: AbortSignal, model: string): Ollama {
    const { pool, address, access, baseUrl } = this.#options;
    const fetch = (async (url: string, init?: { method?: string; body?: string }) => {
      const { pathname, search } = new URL(url);
      // Not undici's own fetch: it refuses some ports and follows redirects.
      const response = await pool.request({
        path: `${pathname}${search}`,
        method: init?.method === 'POST' ? 'POST' : 'GET',
        ...(init?.body === undefined ? {} : { body: init.body }),
        headers: { 'content-type': 'application/json', ...access.headers },
        signal: AbortSignal.any([signal, AbortSignal.timeout(MANAGEMENT_TIMEOUT_MS)]),
      });
      const text = await readWhole(response);
      const status = response.statusCode;
      if (status === 200) return new Response(text);
      const isForeign = !isJson(text) && response.headers['www-authenticate'] === undefined;
      if (pathname.endsWith('/api/version') && text !== '' && isForeign) throw notOllama(address);
      throw toServerError({ status }, text, { address, access, traits: OLLAMA_TRAITS, model });
    }) as unknown as typeof globalThis.fetch;
    return new Ollama({ host: baseUrl, fetch });
  }
}

function readEach<Value>(
  schema: z.ZodType<Value>,
  entries: readonly unknown[] | null | undefined,
): readonly Value[] {
  return (entries ?? []).flatMap((entry) => schema.safeParse(entry).data ?? []);
}

/** Models whose chat format is built in code name a renderer, whatever their template says. */
function isBareTemplate({ template, renderer, modelfile }: z.infer<typeof shownSchema>): boolean {
  const isBare = /^\{\{-?\s*\.Prompt\s*-?\}\}$/.test(template?.trim() ?? '');
  return isBare && !renderer && !/^RENDERER /m.test(modelfile ?? '');
}

/** Ollama reports failures as JSON; an HTML page comes from another program. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notOllama(address: string, cause?: unknown): EngineError {
  return new EngineError(
    'model-server-not-ollama',
    `Another program answers at ${address}, not Ollama.`,
    "Enter Ollama's address, or stop the other program.",
    { cause },
  );
}

function silent(address: string): EngineError {
  return new EngineError(
    'model-server-unreachable',
    `The model server at ${address} does not answer.`,
    'Restart Ollama.',
  );
}
