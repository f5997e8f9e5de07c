import type { ChatModel, ModelServer, PullProgress } from './answer/chat-model.ts';
import { asEngineError, EngineError } from './base/engine-error.ts';
import type { EngineContext } from './engine-context.ts';
import type { ModelStore } from './models/model-store.ts';
import type { AccessToken } from './protocol/access-tokens.ts';
import type { ComponentState } from './protocol/events.ts';
import type { Settings } from './protocol/settings.ts';

/** How often a server that does not answer is looked for again: well inside the 10 s that recovery may take. */
const SEARCH_INTERVAL_MS = 4_000;

/** How often a server that does answer is asked whether it still does, so that a loss is shown before a question. */
const WATCH_INTERVAL_MS = 15_000;

export interface ModelSupervisor extends AsyncDisposable {
  /** The model that answers now, or why none can. */
  current(): ChatModel | EngineError;
  /** Settles when no choice is under way. */
  settled(): Promise<void>;
  /** Fetches a model with Ollama, also while no model can be chosen yet. @throws EngineError as the server does. */
  pull(name: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, undefined>;
  /** Tells anew which models the server has. */
  publishListing(): Promise<void>;
  /** Settles when the model that the settings ask for was chosen and begins to load, or none could be. */
  reload(): Promise<void>;
}

export interface ModelSupervisorDeps extends EngineContext {
  readonly models: ModelStore;
  readonly accessToken: () => AccessToken | undefined;
}

/** Keeps a chat model ready: chooses, preloads, watches, and looks again when it was lost. */
export function createModelSupervisor(deps: ModelSupervisorDeps): ModelSupervisor {
  const closed = new AbortController();
  let server: ModelServer | undefined;
  let model: ChatModel | undefined;
  let reason = new EngineError(
    'model-server-unreachable',
    'The model is being looked for.',
    'Wait a moment.',
  );
  let turn: Promise<void> = Promise.resolve();
  let round = new AbortController();

  const chooseDeps = {
    clock: deps.clock,
    log: deps.log,
    embeddedModels: () => presentChatModels(deps.models),
    spawnEmbedded: deps.spawn,
    onAddressChange: (address: string) =>
      tell({ status: 'degraded', reason: `Answers come from ${address} now` }),
  };
  const tell = (state: Omit<ComponentState, 'component'>): void =>
    deps.tellState({ component: 'model', ...state });
  const lose = (error: unknown): void => {
    reason = asEngineError(error);
    tell({
      status: 'failed',
      reason: `${reason.message} ${reason.remedy}`,
      action: actionFor(reason, deps.settings()),
    });
  };
  const drop = async (): Promise<void> => {
    const [oldModel, oldServer] = [model, server];
    model = undefined;
    server = undefined;
    await oldModel?.[Symbol.asyncDispose]();
    await oldServer?.[Symbol.asyncDispose]();
  };
  const choose = async (signal: AbortSignal): Promise<void> => {
    await drop();
    if (signal.aborted) return;
    tell({ status: 'starting', reason: 'Looking for a model' });
    try {
      // Loaded here, so that HTTP clients and native bindings do not delay the start.
      const { chooseModelServer } = await import('./answer/models/choose-model.ts');
      const choice = await chooseModelServer(
        deps.settings(),
        { ...chooseDeps, accessToken: deps.accessToken() },
        signal,
      );
      server = choice.server;
      model = choice.model;
      await publishListing(choice.server, choice.model, deps, signal);
      tell({ status: 'starting', reason: `Loading ${choice.model.name}` });
      void preload(choice.model, choice.reason, signal);
    } catch (error) {
      if (!signal.aborted) lose(error);
    }
  };
  const preload = async (chosen: ChatModel, how: string, signal: AbortSignal): Promise<void> => {
    try {
      await chosen.preload(signal);
      if (model !== chosen) return;
      const isStandIn = server?.kind === 'embedded' && deps.settings().model.backend === 'auto';
      tell({
        status: 'ready',
        reason: chosen.description ? `${how} · ${chosen.description}` : how,
        ...(isStandIn && { action: { label: 'Look for Ollama', kind: 'retry', target: 'model' } }),
      });
    } catch (error) {
      if (!signal.aborted && model === chosen) lose(error);
    }
  };
  const watch = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      // Servers lock out whoever comes back every few seconds with a wrong token.
      const isSearching = !(model && server) && reason.code !== 'model-unauthorized';
      await deps.clock.sleep(isSearching ? SEARCH_INTERVAL_MS : WATCH_INTERVAL_MS, signal);
      if (!model || !server) {
        await choose(signal);
        continue;
      }
      try {
        await server.check(signal);
      } catch (error) {
        if (signal.aborted) return;
        lose(error);
        await drop();
      }
    }
  };

  return {
    current: () => model ?? reason,
    pull: (name, signal) => pullModel(name, deps, signal),
    settled: () => turn,
    publishListing: async () => {
      if (server && model) await publishListing(server, model, deps, closed.signal);
    },
    reload: () => {
      round.abort(new EngineError('internal', 'The model is being changed.', 'Wait a moment.'));
      round = new AbortController();
      const signal = AbortSignal.any([closed.signal, round.signal]);
      turn = turn.then(() => choose(signal));
      void turn
        .then(() => watch(signal))
        .catch((error: unknown) => {
          if (!signal.aborted) deps.log.warn('model watch ended', { error });
        });
      return turn;
    },
    [Symbol.asyncDispose]: async () => {
      closed.abort(new EngineError('internal', 'Sotto is closing.', 'Start it again.'));
      await turn;
      await drop();
    },
  };
}

async function* pullModel(
  name: string,
  deps: ModelSupervisorDeps,
  signal: AbortSignal,
): AsyncGenerator<PullProgress, void, undefined> {
  const { openOllamaServer } = await import('./answer/models/ollama-server.ts');
  const { ollamaUrl, permitCount, allowRemoteModels, contextTokenCount } = deps.settings().model;
  await using server = openOllamaServer({
    baseUrl: ollamaUrl,
    permitCount,
    allowRemoteModels,
    contextTokenCount,
    accessToken: deps.accessToken(),
    clock: deps.clock,
    log: deps.log,
  });
  if (server.pull) yield* server.pull(name, signal);
}

/** GGUF files that can be loaded, the one that suits this machine best first. */
async function presentChatModels(store: ModelStore): Promise<readonly { name: string; path: string }[]> {
  const present = (await store.list('chat')).filter((file) => file.isPresent);
  const bestFirst = present.toSorted((a, b) => Number(b.isRecommended) - Number(a.isRecommended));
  return Promise.all(bestFirst.map(async ({ name }) => ({ name, path: await store.resolve('chat', name) })));
}

async function publishListing(
  server: ModelServer,
  model: ChatModel,
  deps: ModelSupervisorDeps,
  signal: AbortSignal,
): Promise<void> {
  deps.publish({
    type: 'models.listed',
    backend: server.kind,
    address: server.address,
    selected: model.name,
    location: model.location,
    models: [...(await server.list(signal))],
  });
}

function actionFor(error: EngineError, settings: Settings): NonNullable<ComponentState['action']> {
  switch (error.code) {
    case 'model-missing':
      return settings.model.name
        ? { label: `Get ${settings.model.name}`, kind: 'pull-model', target: settings.model.name }
        : { label: 'Pick a model', kind: 'open-settings', target: 'model' };
    case 'model-remote-refused':
    case 'model-out-of-memory':
    case 'model-server-not-ollama':
      return { label: 'Pick a model', kind: 'open-settings', target: 'model' };
    case 'model-unauthorized':
      return { label: 'Enter the token', kind: 'open-settings', target: 'model' };
    default:
      return { label: 'Look again', kind: 'retry', target: 'model' };
  }
}
