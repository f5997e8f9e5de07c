import path from 'node:path';
import type { ChatModel, ModelListing, PullProgress } from '../chat-model.ts';
import type { ModelChoice } from './choose-model.ts';
import { createModelTrials, type ModelTrials } from './model-trials.ts';
import { presentChatModels } from './present-chat-models.ts';
import { logFailure } from '../../base/background.ts';
import { asEngineError, EngineError } from '../../base/engine-error.ts';
import type { EngineContext } from '../../base/engine-context.ts';
import type { StoredModels } from '../../base/stored-models.ts';
import type { AccessToken } from '../../protocol/access-tokens.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { ComponentState, EngineEvent } from '../../protocol/events.ts';
import type { Settings } from '../../protocol/settings.ts';

/** Of the models of a server, so many are told, with names of at most so many characters. */
const LISTED_LIMIT_COUNT = 500;
const NAME_LIMIT_CHARACTERS = 200;

/** How often a server that does not answer is looked for again: well inside the 10 s that recovery may take. */
const SEARCH_INTERVAL_MS = 4_000;

/**
 * How often a server that does answer is asked whether it still does, so that a loss is shown before a
 * question, and how often Ollama is looked for while the built-in model stands in for it.
 */
const WATCH_INTERVAL_MS = 15_000;

/** A preload that may yet succeed is tried again after this long, then after twice as long, up to the limit. */
const PRELOAD_RETRY_MS = 1_000;
const PRELOAD_RETRY_LIMIT_MS = 15_000;
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-server-busy',
  'model-server-failed',
  'model-server-unreachable',
  'model-timeout',
  'model-bad-content',
]);

/** Failed answers that say that the server is worth a look before its next check is due. */
const WORTH_A_LOOK: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-server-unreachable',
  'model-server-failed',
  'model-timeout',
  'model-missing',
]);

export interface ModelSupervisor extends AsyncDisposable {
  /** The model that answers now, or why none can. */
  current(): ChatModel | EngineError;
  /** A model is looked for or loaded. */
  readonly isLoading: boolean;
  /** Settles when no choice is under way. */
  settled(): Promise<void>;
  /** Learns from each answer how the model does. */
  observe(event: EngineEvent): void;
  /** Fetches a model with Ollama, also while no model can be chosen yet. @throws EngineError as the server does. */
  pull(name: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, undefined>;
  readonly trials: ModelTrials;
  /** Publishes what the first steps depend on. */
  describeMachine(): Promise<void>;
  /** Starts the Ollama that is installed here. @throws EngineError 'model-server-unreachable' */
  startOllama(): Promise<void>;
  /** Tells anew which models the server has. */
  publishListing(): Promise<void>;
  /** Settles when the model that the settings ask for was chosen and begins to load, or none could be. */
  reload(): Promise<void>;
}

export interface ModelSupervisorDeps extends EngineContext {
  readonly models: StoredModels;
  readonly accessToken: () => AccessToken | undefined;
  /** Answers are under way or waited for: no time to change the model by ourselves. */
  readonly isAnswering: () => boolean;
  /** Speech recognition is at work: a model in this machine's cores leaves it some. */
  readonly isSpeechBusy: () => boolean;
}

/** Keeps a chat model ready: chooses, preloads, watches, and looks again when it was lost. */
export function createModelSupervisor(deps: ModelSupervisorDeps): ModelSupervisor {
  const { clock } = deps;
  const closed = new AbortController();
  let choice: ModelChoice | undefined;
  let reason = new EngineError(
    'model-server-unreachable',
    'The model is being looked for.',
    'Wait a moment.',
  );
  /** Choices and checks, one after the other. */
  let turn: Promise<void> = Promise.resolve();
  let round = new AbortController();
  let told = '';
  let isLoading = false;
  /** The preload under way; whoever finds another here has been overtaken. */
  let loading: object | undefined;
  /** A check failed that a later one may find mended. */
  let isDown = false;
  let woken = Promise.withResolvers<void>();

  const tell = (state: Omit<ComponentState, 'component'>): void => {
    const text = JSON.stringify(state);
    isLoading = state.status === 'starting';
    if (text !== told) deps.tellState({ component: 'model', ...state });
    told = text;
  };
  const tellReady = (): void => {
    if (!choice) return;
    loading = undefined;
    const { model, reason: how, standsInFor } = choice;
    tell({
      status: standsInFor === 'first-address' ? 'degraded' : 'ready',
      reason: model.description ? `${how} · ${model.description}` : how,
      ...(standsInFor && {
        action: {
          label: standsInFor === 'ollama' ? 'Look for Ollama' : 'Look again',
          kind: 'retry',
          target: 'model',
        },
      }),
    });
  };
  const lose = (error: unknown): void => {
    loading = undefined;
    reason = asEngineError(error);
    tell({
      status: 'failed',
      reason: `${reason.message} ${reason.remedy}`,
      code: reason.code,
      action: actionFor(reason, deps.settings()),
    });
  };
  const listAnew = async (signal: AbortSignal): Promise<void> => {
    try {
      if (choice) await publishListing(choice, deps, signal);
    } catch (error) {
      if (!signal.aborted) deps.log.info('models not listed', { error });
    }
  };
  const find = async (settings: Settings, signal: AbortSignal): Promise<ModelChoice> => {
    // Loaded here, so that HTTP clients and native bindings do not delay the start.
    const { chooseModelServer } = await import('./choose-model.ts');
    return chooseModelServer(
      settings,
      {
        clock,
        log: deps.log,
        embeddedModels: () => presentChatModels(deps.models),
        spawnEmbedded: deps.spawn,
        threadsPath: path.join(deps.dataDir, 'embedded-threads.json'),
        isSpeechBusy: deps.isSpeechBusy,
        accessToken: deps.accessToken(),
        onAddressChange: () => {
          if (!loading) tellReady();
          listAnew(signal).catch(logFailure(deps.log, 'list the models'));
        },
        onEmbeddedCrash: ({ crashCount, fault }) => {
          isDown = fault !== undefined;
          if (fault) return lose(fault);
          tell({
            status: 'degraded',
            reason: `The built-in model stopped and is loaded again, restart ${crashCount}`,
          });
          if (choice) preloadAlone(choice.model, signal);
        },
      },
      signal,
    );
  };
  const drop = async (): Promise<void> => {
    const dropped = choice;
    choice = undefined;
    loading = undefined;
    isDown = false;
    if (dropped) await dispose(dropped);
  };
  const adopt = async (found: ModelChoice, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return dispose(found);
    const dropping = drop();
    // At once, so that no question falls into a gap between two models.
    choice = found;
    await dropping;
    await listAnew(signal);
    if (signal.aborted) return;
    tell({ status: 'starting', reason: `Loading ${found.model.name}` });
    preloadAlone(found.model, signal);
  };
  /** @param isQuiet nobody asked for it: what was told stands until there is news. */
  const choose = async (signal: AbortSignal, isQuiet = false): Promise<void> => {
    await drop();
    if (signal.aborted) return;
    if (!isQuiet) tell({ status: 'starting', reason: 'Looking for a model' });
    try {
      await adopt(await find(deps.settings(), signal), signal);
    } catch (error) {
      if (!signal.aborted) lose(error);
    }
  };
  const preload = async (chosen: ChatModel, signal: AbortSignal): Promise<void> => {
    const attempt = {};
    loading = attempt;
    for (let delayMs = PRELOAD_RETRY_MS; ; delayMs = Math.min(2 * delayMs, PRELOAD_RETRY_LIMIT_MS)) {
      try {
        await chosen.preload(signal);
        if (loading === attempt) tellReady();
        return;
      } catch (error) {
        if (signal.aborted || loading !== attempt) return;
        lose(error);
        if (!PASSING.has(reason.code)) return;
      }
      loading = attempt;
      await clock.sleep(delayMs, signal).catch(() => undefined);
      if (signal.aborted || loading !== attempt) return;
    }
  };
  const preloadAlone = (chosen: ChatModel, signal: AbortSignal): void =>
    void preload(chosen, signal).catch(logFailure(deps.log, 'preload the model'));
  const returnToOllama = async (signal: AbortSignal): Promise<void> => {
    const settings = deps.settings();
    const onOllama: Settings = { ...settings, model: { ...settings.model, backend: 'ollama' } };
    const found = await find(onOllama, signal).catch(() => undefined);
    if (!found) return;
    if (deps.isAnswering()) return dispose(found);
    await adopt(found, signal);
  };
  const look = async (signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return;
    if (!choice) return choose(signal, true);
    try {
      await choice.server.check(signal);
      if (isDown) preloadAlone(choice.model, signal);
      isDown = false;
    } catch (error) {
      // An answer under way says more about the server than a check that failed.
      if (signal.aborted || deps.isAnswering()) return;
      lose(error);
      if (choice.server.kind !== 'embedded') return choose(signal, true);
      isDown = true;
    }
    if (choice.standsInFor === 'ollama' && !deps.isAnswering()) await returnToOllama(signal);
  };
  const watch = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      // Servers lock out whoever comes back every few seconds with a wrong token.
      const isSearching = !choice && reason.code !== 'model-unauthorized';
      const over = new AbortController();
      const sleeping = clock.sleep(
        isSearching ? SEARCH_INTERVAL_MS : WATCH_INTERVAL_MS,
        AbortSignal.any([signal, over.signal]),
      );
      await Promise.race([sleeping, woken.promise]);
      over.abort();
      woken = Promise.withResolvers();
      turn = turn.then(() => look(signal));
      await turn;
    }
  };

  const supervisor: ModelSupervisor = {
    current: () => choice?.model ?? reason,
    trials: createModelTrials(deps),
    // Loaded when wanted, so that the HTTP client does not delay the start.
    describeMachine: async () => (await import('./ollama/ollama-program.ts')).describeMachine(deps),
    startOllama: async () =>
      (await import('./ollama/ollama-program.ts')).startOllama({ models: supervisor, clock }),
    pull: (name, signal) => pullModel(name, deps, signal),
    settled: () => turn,
    observe: (event) => {
      if (!choice) return;
      if (event.type === 'failed' && event.turnId !== undefined && WORTH_A_LOOK.has(event.code)) {
        woken.resolve();
      }
      if (event.type === 'failed' && event.turnId !== undefined && event.code === 'model-out-of-memory') {
        const { code, message, remedy } = event;
        // The words of the answer have no button; the state beside them has one.
        queueMicrotask(() => lose(new EngineError(code, message, remedy)));
      }
      if (event.type === 'answer.completed' && event.path !== 'cached' && isGood(event.status)) {
        // Not before every client has this event: the next must not overtake it.
        queueMicrotask(tellReady);
      }
    },
    get isLoading() {
      return isLoading;
    },
    publishListing: async () => {
      if (choice) await publishListing(choice, deps, closed.signal);
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
  return supervisor;
}

function isGood(status: Extract<EngineEvent, { type: 'answer.completed' }>['status']): boolean {
  return status === 'complete' || status === 'capped';
}

async function dispose({ model, server }: ModelChoice): Promise<void> {
  await model[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
}

async function* pullModel(
  name: string,
  deps: ModelSupervisorDeps,
  signal: AbortSignal,
): AsyncGenerator<PullProgress, void, undefined> {
  const { openOllamaServer } = await import('./ollama/ollama-server.ts');
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

async function publishListing(
  { server, model }: Pick<ModelChoice, 'server' | 'model'>,
  deps: ModelSupervisorDeps,
  signal: AbortSignal,
): Promise<void> {
  const listed = await server.list(signal);
  const models = boundListing(listed, model.name);
  const leftOutCount = listed.length - models.length;
  if (leftOutCount > 0) deps.log.warn('models of the server left out', { leftOutCount });
  deps.publish({
    type: 'models.listed',
    backend: server.kind,
    address: server.address,
    selected: model.name,
    location: model.location,
    models,
    ...(leftOutCount > 0 ? { leftOutCount } : {}),
  });
}

/** The model in use and the first of the others: a list of any length goes to every client. */
function boundListing(listed: readonly ModelListing[], selected: string): ModelListing[] {
  const usable = listed.filter(({ name }) => name.length <= NAME_LIMIT_CHARACTERS);
  const kept = usable.slice(0, LISTED_LIMIT_COUNT);
  const inUse = usable.find(({ name }) => name === selected);
  if (inUse && !kept.includes(inUse)) kept[kept.length - 1] = inUse;
  const short = (text: string): string => text.slice(0, NAME_LIMIT_CHARACTERS);
  return kept.map(({ family, parameterSize, quantization, ...model }) => ({
    ...model,
    ...(family === undefined ? {} : { family: short(family) }),
    ...(parameterSize === undefined ? {} : { parameterSize: short(parameterSize) }),
    ...(quantization === undefined ? {} : { quantization: short(quantization) }),
  }));
}

function actionFor(error: EngineError, settings: Settings): NonNullable<ComponentState['action']> {
  switch (error.code) {
    case 'model-missing':
      // Only Ollama fetches models by name.
      return settings.model.name && settings.model.backend !== 'openai'
        ? { label: `Get ${settings.model.name}`, kind: 'pull-model', target: settings.model.name }
        : { label: 'Pick a model', kind: 'open-settings', target: 'model' };
    case 'model-remote-refused':
    case 'model-unsuitable':
    case 'model-request-refused':
    case 'model-prompt-too-long':
    case 'model-out-of-memory':
    case 'chat-model-invalid':
    case 'model-server-not-ollama':
      return { label: 'Pick a model', kind: 'open-settings', target: 'model' };
    case 'model-unauthorized':
      return { label: 'Enter the token', kind: 'open-settings', target: 'model' };
    case 'chat-model-down':
      return { label: 'Try again', kind: 'retry', target: 'model' };
    default:
      return { label: 'Look again', kind: 'retry', target: 'model' };
  }
}
