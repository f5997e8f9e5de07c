import type { Activity } from '../../base/activity.ts';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { EngineError } from '../../base/engine-error.ts';
import type { Logger } from '../../base/logger.ts';
import type { AccessToken } from '../../protocol/access-tokens.ts';
import type { ModelServerKind, Settings } from '../../protocol/settings.ts';
import type { ChatModel, ModelServer } from './base/chat-model.ts';
import type { EmbeddedCrash } from './embedded/embedded-host.ts';
import type { EmbeddedModelFile } from './embedded/embedded-server.ts';
import type { SpawnEmbeddedProcess } from './embedded/spawn-embedded-process.ts';
import { displayAddress } from './base/server-address.ts';
import type { ServerTraits } from './base/server-traits.ts';
import { OLLAMA_TRAITS } from './ollama/ollama-traits.ts';
import { OPENAI_TRAITS } from './openai/openai-traits.ts';

/** What can serve chat models; to add one is a file in answer/servers and a row here. */

export interface ModelServerDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** GGUF files on this machine by manifest name, the one that suits it best first. */
  readonly embeddedModels: () => Promise<readonly EmbeddedModelFile[]> | readonly EmbeddedModelFile[];
  /** For a server that asks for one; never from the settings file. */
  readonly accessToken?: AccessToken | undefined;
  readonly spawnEmbedded?: SpawnEmbeddedProcess;
  /** Requests of an OpenAI-style server go to another address from now on. */
  readonly onAddressChange?: (address: string) => void;
  readonly onEmbeddedCrash?: (crash: EmbeddedCrash) => void;
  /** Where the built-in model stores the thread count that serves it best on this machine. */
  readonly threadsPath?: string;
  readonly speechActivity?: Activity;
}

export interface ModelChoice {
  /** The caller's to dispose, after the model. */
  readonly server: ModelServer;
  readonly model: ChatModel;
  /** One line for display: what answers now, and why. */
  readonly reason: string;
  /** What should answer but cannot, when this is only the fallback. */
  readonly standsInFor?: 'ollama' | 'first-address' | undefined;
}

interface ModelServerRow {
  /** Left out where no requests are sent. */
  readonly traits?: ServerTraits;
  /** Each is loaded when it is wanted: none of them delays the start. @throws EngineError 'bad-settings' */
  readonly open: (model: Settings['model'], deps: ModelServerDeps) => Promise<ModelServer>;
  /**
   * Opens the server and the model on it that the settings ask for.
   * @param mustMatch only the model by the name wanted will do.
   * @throws EngineError whose remedy is the one thing to do; `signal.reason` when aborted.
   */
  readonly choose: (
    settings: Settings,
    deps: ModelServerDeps,
    signal: AbortSignal,
    mustMatch?: boolean,
  ) => Promise<ModelChoice>;
  /** It downloads models by name. */
  readonly canPull: boolean;
  /** Sotto runs it: after a failure it is started again, not looked for. */
  readonly isOwnProcess: boolean;
  /** The setting that names its model. */
  readonly nameSetting: 'name' | 'embeddedModel';
}

export const MODEL_SERVERS: Readonly<Record<ModelServerKind, ModelServerRow>> = {
  ollama: {
    traits: OLLAMA_TRAITS,
    open: openOllama,
    choose: chooseOllama,
    canPull: true,
    isOwnProcess: false,
    nameSetting: 'name',
  },
  openai: {
    traits: OPENAI_TRAITS,
    open: openOpenAi,
    choose: chooseOpenAi,
    canPull: false,
    isOwnProcess: false,
    nameSetting: 'name',
  },
  embedded: {
    open: openEmbedded,
    choose: chooseEmbedded,
    canPull: false,
    isOwnProcess: true,
    nameSetting: 'embeddedModel',
  },
};

async function openOllama(model: Settings['model'], deps: ModelServerDeps): Promise<ModelServer> {
  const { openOllamaServer } = await import('./ollama/ollama-server.ts');
  const { ollamaUrl: baseUrl, permitCount, allowRemoteModels, contextTokenCount } = model;
  return openOllamaServer({ baseUrl, permitCount, allowRemoteModels, contextTokenCount, ...deps });
}

async function chooseOllama(
  { model }: Settings,
  deps: ModelServerDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const { pickModel } = await import('./pick-model.ts');
  return keepOrDispose(await openOllama(model, deps), async (server) => {
    await server.check(signal);
    const listed = await server.list(signal);
    const { name, remark } = pickModel(model.name, model.allowRemoteModels, listed, {
      address: server.address,
      traits: OLLAMA_TRAITS,
    });
    const reason = `${name}${remark} on Ollama at ${server.address}`;
    return { server, model: await server.open(name), reason };
  });
}

async function openOpenAi(model: Settings['model'], deps: ModelServerDeps): Promise<ModelServer> {
  const { openaiUrls: baseUrls, permitCount, allowRemoteModels } = model;
  if (baseUrls.length === 0) {
    throw new EngineError(
      'bad-settings',
      'No model server is set.',
      'Enter the address of your model server.',
    );
  }
  const { openOpenAiServer } = await import('./openai/openai-server.ts');
  return openOpenAiServer({ baseUrls, permitCount, allowRemoteModels, ...deps });
}

async function chooseOpenAi(
  { model }: Settings,
  deps: ModelServerDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const { pickModel } = await import('./pick-model.ts');
  return keepOrDispose(await openOpenAi(model, deps), async (server) => {
    const { name } = pickModel(model.name, true, await server.list(signal), {
      address: server.address,
      traits: OPENAI_TRAITS,
    });
    const first = displayAddress(model.openaiUrls[0] ?? '');
    return {
      server,
      model: await server.open(name),
      get reason() {
        const isElsewhere = server.address !== first;
        return `${name} at ${server.address}${isElsewhere ? `, because ${first} cannot answer` : ''}`;
      },
      get standsInFor() {
        return server.address === first ? undefined : ('first-address' as const);
      },
    };
  });
}

async function openEmbedded(model: Settings['model'], deps: ModelServerDeps): Promise<ModelServer> {
  return openFiles(await deps.embeddedModels(), model, deps);
}

async function chooseEmbedded(
  { model }: Settings,
  deps: ModelServerDeps,
  _signal: AbortSignal,
  mustMatch = model.embeddedModel !== '',
): Promise<ModelChoice> {
  const present = await deps.embeddedModels();
  const wanted = model.embeddedModel || model.name;
  const chosen = path.isAbsolute(wanted)
    ? { name: path.basename(wanted, '.gguf'), path: wanted }
    : (present.find((file) => file.name === wanted) ?? (mustMatch ? undefined : present[0]));
  if (!chosen) {
    throw new EngineError(
      'model-missing',
      wanted ? `The built-in model ${wanted} is not on this machine.` : 'There is no built-in model yet.',
      'Download one in the settings.',
    );
  }
  const others = present.filter((file) => file.name !== chosen.name);
  return keepOrDispose(await openFiles([chosen, ...others], model, deps), async (server) => ({
    server,
    model: await server.open(chosen.name),
    reason: `${chosen.name}, built in`,
  }));
}

async function openFiles(
  models: readonly EmbeddedModelFile[],
  { contextTokenCount }: Settings['model'],
  deps: ModelServerDeps,
): Promise<ModelServer> {
  const { openEmbeddedServer } = await import('./embedded/embedded-server.ts');
  const { clock, log, threadsPath, speechActivity } = deps;
  return openEmbeddedServer({
    models,
    contextTokenCount,
    clock,
    log,
    threadsPath,
    speechActivity,
    ...(deps.spawnEmbedded ? { spawn: deps.spawnEmbedded } : {}),
    ...(deps.onEmbeddedCrash ? { onCrash: deps.onEmbeddedCrash } : {}),
  });
}

async function keepOrDispose(
  server: ModelServer,
  choose: (server: ModelServer) => Promise<ModelChoice>,
): Promise<ModelChoice> {
  try {
    return await choose(server);
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}
