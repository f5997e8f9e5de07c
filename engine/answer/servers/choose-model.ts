import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { asEngineError, EngineError } from '../../base/engine-error.ts';
import type { Logger } from '../../base/logger.ts';
import type { AccessToken } from '../../protocol/access-tokens.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { ChatModel, ModelListing, ModelServer } from '../chat-model.ts';
import type { EmbeddedCrash } from './embedded/embedded-host.ts';
import { openEmbeddedServer, type EmbeddedModelFile } from './embedded/embedded-server.ts';
import { isRemoteName } from './ollama/ollama-management.ts';
import { openOllamaServer, remoteRefused } from './ollama/ollama-server.ts';
import { openOpenAiServer } from './openai-server.ts';
import { displayAddress } from './server-address.ts';
import { missingModel } from './server-errors.ts';
import type { SpawnEmbeddedProcess } from './embedded/spawn-embedded-process.ts';

export interface ChooseModelDeps {
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
  /** Where the embedded model keeps how many threads serve it best on this machine. */
  readonly threadsPath?: string;
  readonly isSpeechBusy?: () => boolean;
}

export interface ModelChoice {
  /** The caller's to dispose, after the model. */
  readonly server: ModelServer;
  readonly model: ChatModel;
  /** One line for display: what answers now, and why. */
  readonly reason: string;
  /** What should answer and cannot, when this is only the next best. */
  readonly standsInFor?: 'ollama' | 'first-address' | undefined;
}

/**
 * Finds the model that the settings ask for. Backend `auto`: Ollama when it answers and has a model, else the
 * embedded one.
 * @throws EngineError whose remedy is the one thing to do; `signal.reason` when aborted.
 */
export async function chooseModelServer(
  settings: Settings,
  deps: ChooseModelDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  switch (settings.model.backend) {
    case 'ollama':
      return chooseOllama(settings, deps, signal);
    case 'openai':
      return chooseOpenAi(settings, deps, signal);
    case 'embedded':
      return chooseEmbedded(settings, deps);
    case 'auto':
      return chooseAny(settings, deps, signal);
  }
}

async function chooseAny(
  settings: Settings,
  deps: ChooseModelDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  try {
    return await chooseOllama(settings, deps, signal);
  } catch (error) {
    signal.throwIfAborted();
    const absence = absenceOf(asEngineError(error));
    if (!absence) throw error;
    const isMissing = absence === NO_SUCH_MODEL;
    try {
      // A name that a running Ollama does not know is a wish to be told about, unless it names a file here.
      const choice = await chooseEmbedded(settings, deps, isMissing && settings.model.name !== '');
      return {
        ...choice,
        reason: `${choice.model.name}, built in, because ${absence}`,
        standsInFor: 'ollama',
      };
    } catch {
      throw isMissing ? error : noModelAtAll(error);
    }
  }
}

const NO_SUCH_MODEL = 'Ollama does not have this model';

/** Why the built-in model may stand in for Ollama, in words; undefined when it may not. */
function absenceOf({ code, message }: EngineError): string | undefined {
  switch (code) {
    case 'model-server-unreachable':
      return 'Ollama does not answer';
    case 'model-missing':
      return NO_SUCH_MODEL;
    case 'model-unsuitable':
      return 'Ollama has only base models';
    case 'model-server-not-ollama':
    case 'model-unauthorized':
      return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
    default:
      return undefined;
  }
}

async function chooseOllama(
  settings: Settings,
  deps: ChooseModelDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const { model } = settings;
  const server = openOllamaServer({
    baseUrl: model.ollamaUrl,
    permitCount: model.permitCount,
    allowRemoteModels: model.allowRemoteModels,
    contextTokenCount: model.contextTokenCount,
    ...deps,
  });
  return keepOrDispose(server, async () => {
    await server.check(signal);
    const { name, remark } = pickModel(
      model.name,
      model.allowRemoteModels,
      await server.list(signal),
      server,
    );
    const reason = `${name}${remark} on Ollama at ${server.address}`;
    return { server, model: await server.open(name), reason };
  });
}

async function chooseOpenAi(
  settings: Settings,
  deps: ChooseModelDeps,
  signal: AbortSignal,
): Promise<ModelChoice> {
  const { model } = settings;
  if (model.openaiUrls.length === 0) {
    throw new EngineError(
      'bad-settings',
      'No model server is set.',
      'Enter the address of your model server.',
    );
  }
  const server = openOpenAiServer({
    baseUrls: model.openaiUrls,
    permitCount: model.permitCount,
    allowRemoteModels: model.allowRemoteModels,
    ...deps,
  });
  return keepOrDispose(server, async () => {
    const { name } = pickModel(model.name, true, await server.list(signal), server);
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

/** @param mustMatch only the model by the name wanted will do. */
async function chooseEmbedded(
  settings: Settings,
  deps: ChooseModelDeps,
  mustMatch = settings.model.embeddedModel !== '',
): Promise<ModelChoice> {
  const present = await deps.embeddedModels();
  const wanted = settings.model.embeddedModel || settings.model.name;
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
  const server = openEmbeddedServer({
    models: [chosen, ...present.filter((file) => file.name !== chosen.name)],
    contextTokenCount: settings.model.contextTokenCount,
    clock: deps.clock,
    log: deps.log,
    ...(deps.spawnEmbedded ? { spawn: deps.spawnEmbedded } : {}),
    ...(deps.onEmbeddedCrash ? { onCrash: deps.onEmbeddedCrash } : {}),
    threadsPath: deps.threadsPath,
    isSpeechBusy: deps.isSpeechBusy,
  });
  const model = await server.open(chosen.name);
  return { server, model, reason: `${chosen.name}, built in` };
}

interface PickedModel {
  readonly name: string;
  /** For the line that tells what answers; '' when there is nothing to add. */
  readonly remark: string;
}

/** The model by that name, or the first that is local and can chat. */
function pickModel(
  wanted: string,
  allowRemote: boolean,
  models: readonly ModelListing[],
  { kind, address }: ModelServer,
): PickedModel {
  const named = models.find((model) => model.name === wanted || model.name === `${wanted}:latest`);
  const isRemote = named?.isRemote ?? isRemoteName(wanted);
  if (isRemote && !allowRemote) throw remoteRefused(named?.name ?? wanted);
  if (named)
    return {
      name: named.name,
      remark: named.unsuited === 'base' ? ' (a base model, not made to answer)' : '',
    };
  // A server that lists nothing may still have what the settings name.
  if (wanted !== '' && kind === 'openai' && models.length === 0) return { name: wanted, remark: '' };
  if (wanted !== '') throw missingModel(kind, address, wanted);
  const local = models.filter((model) => !model.isRemote && !isEmbeddingModel(model));
  const first = local.find((model) => model.unsuited === undefined);
  if (first) return { name: first.name, remark: '' };
  const base = local.find((model) => model.unsuited === 'base');
  throw base ? onlyBase(base.name) : missingModel(kind, address);
}

/** Nothing but models that go on with a text. */
function onlyBase(name: string): EngineError {
  return new EngineError(
    'model-unsuitable',
    `Ollama has only a base model, ${name}: it has no chat template and cannot answer questions.`,
    'Get an instruct model, for example with `npm run -s sotto -- models pull llama3.2:3b`.',
  );
}

function isEmbeddingModel(model: ModelListing): boolean {
  return /embed|bge-|minilm/i.test(model.name) || /bert/i.test(model.family ?? '');
}

function noModelAtAll(cause: unknown): EngineError {
  const { code, message, remedy } = asEngineError(cause);
  const isRefused = code === 'model-unauthorized';
  return new EngineError(
    code,
    `${message} There is no built-in model either.`,
    isRefused ? remedy : 'Start Ollama, or download a model.',
    {
      cause,
    },
  );
}

async function keepOrDispose(server: ModelServer, choose: () => Promise<ModelChoice>): Promise<ModelChoice> {
  try {
    return await choose();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}
