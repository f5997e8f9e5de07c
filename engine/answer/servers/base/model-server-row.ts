import type { Activity } from '../../../base/activity.ts';
import type { Clock } from '../../../base/clock.ts';
import type { EngineError } from '../../../base/engine-error.ts';
import type { SpawnChild } from '../../../base/fork-child.ts';
import type { Logger } from '../../../base/logger.ts';
import type { AccessToken } from '../../../protocol/access-tokens.ts';
import type { Settings } from '../../../protocol/settings.ts';
import type { ChatModel, ModelServer } from './chat-model.ts';
import type { ServerTraits } from './server-traits.ts';

/** A GGUF file on this machine. */
export interface ChatModelFile {
  readonly name: string;
  readonly path: string;
}

/** The process of a model died or hung. */
export interface ModelProcessCrash {
  /** Within the last five minutes, this one included. */
  readonly crashCount: number;
  /** Why it stays down; absent while it is started again. */
  readonly fault: EngineError | undefined;
}

export interface ModelServerDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** GGUF files on this machine by manifest name, the one that suits it best first. */
  readonly embeddedModels: () => Promise<readonly ChatModelFile[]> | readonly ChatModelFile[];
  /** For a server that asks for one; never from the settings file. */
  readonly accessToken?: AccessToken | undefined;
  readonly spawnEmbedded?: SpawnChild;
  /** Requests of an OpenAI-style server go to another address from now on. */
  readonly onAddressChange?: (address: string) => void;
  readonly onEmbeddedCrash?: (crash: ModelProcessCrash) => void;
  /** Where the built-in model stores the thread count that serves it best on this machine. */
  readonly threadsPath?: string;
  readonly speechActivity?: Activity;
}

/** What a fallback gives way to as soon as it answers. */
export interface Preferred {
  readonly what: 'preferred-server' | 'first-address';
  /** The button that looks for it. */
  readonly searchLabel: string;
}

export interface ModelChoice {
  /** The caller's to dispose, after the model. */
  readonly server: ModelServer;
  readonly model: ChatModel;
  /** One line for display: what answers now, and why. */
  readonly reason: string;
  /** What should answer but cannot, when this is only the fallback. */
  readonly standsInFor?: Preferred | undefined;
}

/** A kind of model server. */
export interface ModelServerRow {
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

/** A server on which nothing could be chosen is closed again. */
export async function keepOrDispose(
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
