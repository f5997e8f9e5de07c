import type { Activity } from '../../base/activity.ts';
import path from 'node:path';
import type { ChatModel, PullProgress } from './base/chat-model.ts';
import { chooseModelServer, choosePreferredServer } from './choose-model-server.ts';
import type { ModelChoice, ModelProcessCrash } from './base/model-server-row.ts';
import { MODEL_SERVERS } from './model-servers.ts';
import { createModelTrials, type ModelTrials } from './model-trials.ts';
import { presentChatModels } from './present-chat-models.ts';
import { publishListing } from './publish-listing.ts';
import { remedyFor } from './remedy-action.ts';
import { abortable } from '../../base/abortable.ts';
import { inBackground, logFailure } from '../../base/background.ts';
import { asEngineError, EngineError } from '../../base/engine-error.ts';
import type { EngineContext } from '../../base/engine-context.ts';
import { createQueue, type Queue } from '../../base/queue.ts';
import type { StoredModels } from '../../base/stored-models.ts';
import type { AccessToken } from '../../protocol/access-tokens.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { ComponentState } from '../../protocol/component-state.ts';
import type { EngineEvent } from '../../protocol/events.ts';

/** How often to look again for a server that does not answer: well within the 10 s that recovery may take. */
const SEARCH_INTERVAL_MS = 4_000;

/**
 * How often a server that answers is checked, so that its loss shows before the next question, and how often
 * to look for the preferred one while another stands in for it.
 */
const WATCH_INTERVAL_MS = 15_000;

/** A preload that may yet succeed is retried after this delay, which doubles up to the limit. */
const PRELOAD_RETRY_MS = 1_000;
const PRELOAD_RETRY_LIMIT_MS = 15_000;
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-server-busy',
  'model-server-failed',
  'model-server-unreachable',
  'model-timeout',
  'model-bad-content',
]);

/** Failures of an answer after which the server is checked at once. */
const WORTH_A_LOOK: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-server-unreachable',
  'model-server-failed',
  'model-timeout',
  'model-missing',
]);

export interface ModelSupervisor extends AsyncDisposable {
  /** The model that answers now, or why none can. */
  current(): ChatModel | EngineError;
  /** A model is being looked for or loaded. */
  readonly isLoading: boolean;
  /** Settles when no choice or check is under way. */
  settled(): Promise<void>;
  /** Learns from each answer how the model is doing. */
  observe(event: EngineEvent): void;
  /** Fetches a model with Ollama, also while no model can be chosen yet. @throws EngineError as the server does. */
  pull(name: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, undefined>;
  readonly trials: ModelTrials;
  /** Publishes what the first steps depend on. */
  describeMachine(canRecordOutput: boolean): Promise<void>;
  /** Starts the Ollama that is installed here. @throws EngineError 'model-server-unreachable' */
  startOllama(): Promise<void>;
  /** Publishes again which models the server has. */
  publishListing(): Promise<void>;
  /** Settles when the model that the settings ask for has been chosen and starts to load, or none can be. */
  reload(): Promise<void>;
}

export interface ModelSupervisorDeps extends EngineContext {
  readonly modelFiles: StoredModels;
  readonly accessToken: () => AccessToken | undefined;
  /** Until the keychain has answered, `accessToken` may lack what it holds. */
  readonly tokensLoaded: Promise<void>;
  /** Answers are running or queued: not the time to change the model unasked. */
  readonly isAnswering: () => boolean;
  /** Speech recognition is busy: a model on this machine leaves it some cores. */
  readonly speechActivity: Activity;
}

/** Keeps a chat model ready: chooses, preloads and watches it, and looks again when it is lost. */
export function createModelSupervisor(deps: ModelSupervisorDeps): ModelSupervisor {
  return new Supervisor(deps);
}

class Supervisor implements ModelSupervisor {
  readonly trials: ModelTrials;
  readonly #deps: ModelSupervisorDeps;
  readonly #closed = new AbortController();
  #choice: ModelChoice | undefined;
  #reason = new EngineError('model-server-unreachable', 'Sotto is looking for a model.', 'Wait a moment.');
  /** Choices and checks, one after the other. */
  readonly #queue: Queue;
  #round = new AbortController();
  #published = '';
  #isLoading = false;
  /** The preload under way; a preload that finds another here has been overtaken. */
  #loading: object | undefined;
  /** A check failed; a later one may succeed. */
  #isDown = false;
  #woken = Promise.withResolvers<void>();

  constructor(deps: ModelSupervisorDeps) {
    this.#deps = deps;
    this.trials = createModelTrials(deps);
    // Servers lock out who comes without a token; a question waits for the choice, and so for the token.
    this.#queue = createQueue(abortable(deps.tokensLoaded, this.#closed.signal).catch(() => undefined));
  }

  current(): ChatModel | EngineError {
    return this.#choice?.model ?? this.#reason;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** A model answers or is measured: it may be too busy for a check, and is not to be changed unasked. */
  get #isAtWork(): boolean {
    return this.#deps.isAnswering() || this.trials.isRunning;
  }

  settled(): Promise<void> {
    return this.#queue.settled();
  }

  observe(event: EngineEvent): void {
    if (!this.#choice) return;
    if (event.type === 'failed' && event.turnId !== undefined) {
      if (WORTH_A_LOOK.has(event.code)) this.#woken.resolve();
      if (event.code === 'model-out-of-memory') {
        const { code, message, remedy } = event;
        // The message in the answer has no button; the component state beside it has one.
        queueMicrotask(() => this.#lose(new EngineError(code, message, remedy)));
      }
    }
    if (event.type === 'answer.completed' && event.path !== 'cached' && isGood(event.status)) {
      // Not before every client has this event: the next must not overtake it.
      queueMicrotask(() => this.#publishReady());
    }
  }

  pull(name: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, undefined> {
    return pullModel(name, this.#deps, signal);
  }

  // Loaded on demand, so that the HTTP client does not delay the start.
  async describeMachine(canRecordOutput: boolean): Promise<void> {
    await (await import('./ollama/ollama-program.ts')).describeMachine(this.#deps, canRecordOutput);
  }

  async startOllama(): Promise<void> {
    const { startOllama } = await import('./ollama/ollama-program.ts');
    await startOllama({ chatModel: this, clock: this.#deps.clock });
  }

  async publishListing(): Promise<void> {
    if (this.#choice) await publishListing(this.#choice, this.#deps, this.#closed.signal);
  }

  reload(): Promise<void> {
    this.#round.abort(new EngineError('internal', 'The model is being changed.', 'Wait a moment.'));
    this.#round = new AbortController();
    const signal = AbortSignal.any([this.#closed.signal, this.#round.signal]);
    this.#isLoading = true;
    const chosen = this.#queue.add(() => this.#choose(signal));
    inBackground(
      () => chosen.then(() => this.#watch(signal)),
      (error) => {
        if (!signal.aborted) this.#deps.log.warn('model watch ended', { error });
      },
    );
    return chosen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(new EngineError('internal', 'Sotto is closing.', 'Start it again.'));
    await this.#queue.settled();
    await this.#drop();
  }

  /** @param isQuiet not asked for by the user: the published state stands until there is news. */
  async #choose(signal: AbortSignal, isQuiet = false): Promise<void> {
    await this.#drop();
    if (signal.aborted) return;
    if (!isQuiet) this.#publish({ status: 'starting', reason: 'Looking for a model' });
    try {
      await this.#adopt(await this.#find(chooseModelServer, signal), signal);
    } catch (error) {
      if (!signal.aborted) this.#lose(error);
    }
  }

  async #find(choose: typeof chooseModelServer, signal: AbortSignal): Promise<ModelChoice> {
    const { clock, log, modelFiles, settings, spawn, dataDir, speechActivity, accessToken } = this.#deps;
    return choose(
      settings(),
      {
        clock,
        log,
        embeddedModels: () => presentChatModels(modelFiles),
        spawnEmbedded: spawn,
        threadsPath: path.join(dataDir, 'embedded-threads.json'),
        speechActivity,
        accessToken: accessToken(),
        onAddressChange: () => {
          if (!this.#loading) this.#publishReady();
          this.#listAgain(signal).catch(logFailure(log, 'list the models'));
        },
        onEmbeddedCrash: (crash) => this.#onEmbeddedCrash(crash, signal),
      },
      signal,
    );
  }

  async #adopt(found: ModelChoice, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return dispose(found);
    const dropping = this.#drop();
    // At once, so that no question falls into a gap between two models.
    this.#choice = found;
    await dropping;
    await this.#listAgain(signal);
    if (signal.aborted) return;
    this.#publish({ status: 'starting', reason: `Loading ${found.model.name}` });
    this.#startPreload(found.model, signal);
  }

  async #drop(): Promise<void> {
    const dropped = this.#choice;
    this.#choice = undefined;
    this.#loading = undefined;
    this.#isDown = false;
    if (dropped) await dispose(dropped);
  }

  async #listAgain(signal: AbortSignal): Promise<void> {
    try {
      if (this.#choice) await publishListing(this.#choice, this.#deps, signal);
    } catch (error) {
      if (!signal.aborted) this.#deps.log.info('models not listed', { error });
    }
  }

  #startPreload(chosen: ChatModel, signal: AbortSignal): void {
    this.#preload(chosen, signal).catch(logFailure(this.#deps.log, 'preload the model'));
  }

  async #preload(chosen: ChatModel, signal: AbortSignal): Promise<void> {
    const attempt = {};
    this.#loading = attempt;
    for (let delayMs = PRELOAD_RETRY_MS; ; delayMs = Math.min(2 * delayMs, PRELOAD_RETRY_LIMIT_MS)) {
      try {
        await chosen.preload(signal);
        if (this.#loading === attempt) this.#publishReady();
        return;
      } catch (error) {
        if (signal.aborted || this.#loading !== attempt) return;
        this.#lose(error);
        if (!PASSING.has(this.#reason.code)) return;
      }
      this.#loading = attempt;
      await this.#deps.clock.sleep(delayMs, signal).catch(() => undefined);
      if (signal.aborted || this.#loading !== attempt) return;
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    for (;;) {
      // Servers lock out clients that come back every few seconds with a wrong token.
      const isSearching = !this.#choice && this.#reason.code !== 'model-unauthorized';
      const over = new AbortController();
      const sleeping = this.#deps.clock.sleep(
        isSearching ? SEARCH_INTERVAL_MS : WATCH_INTERVAL_MS,
        AbortSignal.any([signal, over.signal]),
      );
      await Promise.race([sleeping, this.#woken.promise]);
      over.abort();
      this.#woken = Promise.withResolvers();
      await this.#queue.add(() => this.#look(signal));
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const choice = this.#choice;
    if (!choice) return this.#choose(signal, true);
    const wasAtWork = this.#isAtWork;
    try {
      await choice.server.check(signal);
      if (this.#isDown) this.#startPreload(choice.model, signal);
      this.#isDown = false;
    } catch (error) {
      // An answer or a measurement under way says more about the server than a check that failed beside it.
      if (signal.aborted || wasAtWork || this.#isAtWork) return;
      this.#lose(error);
      if (!MODEL_SERVERS[choice.server.kind].isOwnProcess) return this.#choose(signal, true);
      this.#isDown = true;
    }
    if (choice.standsInFor?.what === 'preferred-server' && !this.#isAtWork) {
      await this.#returnToPreferred(signal);
    }
  }

  async #returnToPreferred(signal: AbortSignal): Promise<void> {
    const found = await this.#find(choosePreferredServer, signal).catch(() => undefined);
    if (!found) return;
    if (this.#isAtWork) return dispose(found);
    await this.#adopt(found, signal);
  }

  #onEmbeddedCrash({ crashCount, fault }: ModelProcessCrash, signal: AbortSignal): void {
    this.#isDown = fault !== undefined;
    if (fault) return this.#lose(fault);
    this.#publish({
      status: 'degraded',
      reason: `The built-in model stopped and is loaded again, restart ${crashCount}`,
      code: 'chat-model-down',
    });
    if (this.#choice) this.#startPreload(this.#choice.model, signal);
  }

  #lose(error: unknown): void {
    this.#loading = undefined;
    const reason = asEngineError(error);
    this.#reason = reason;
    this.#publish({
      status: 'failed',
      reason: `${reason.message} ${reason.remedy}`,
      code: reason.code,
      action: remedyFor(reason, this.#deps.settings()),
    });
  }

  #publishReady(): void {
    if (!this.#choice) return;
    this.#loading = undefined;
    const { model, reason, standsInFor } = this.#choice;
    this.#publish({
      status: standsInFor?.what === 'first-address' ? 'degraded' : 'ready',
      reason: model.description ? `${reason} · ${model.description}` : reason,
      ...(standsInFor && { action: { label: standsInFor.searchLabel, kind: 'retry', target: 'model' } }),
    });
  }

  /** Publishes a state unless it is the one published last. */
  #publish(state: Omit<ComponentState, 'component'>): void {
    const text = JSON.stringify(state);
    this.#isLoading = state.status === 'starting';
    if (text !== this.#published) this.#deps.publishState({ component: 'model', ...state });
    this.#published = text;
  }
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
  { settings, accessToken, clock, log }: ModelSupervisorDeps,
  signal: AbortSignal,
): AsyncGenerator<PullProgress, void, undefined> {
  const row = Object.values(MODEL_SERVERS).find(({ canPull }) => canPull);
  if (!row) return;
  const deps = { clock, log, accessToken: accessToken(), embeddedModels: () => [] };
  await using server = await row.open(settings().model, deps);
  if (server.pull) yield* server.pull(name, signal);
}
