import { logFailure } from '../../../base/background.ts';
import type { Activity } from '../../../base/activity.ts';
import { BoundedBuffer } from '../../../base/bounded-buffer.ts';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import { createHeartbeat } from '../../../base/heartbeat.ts';
import type { Logger } from '../../../base/logger.ts';
import { superviseChild, type Loss, type SupervisedChild } from '../../../protocol/supervised-child.ts';
import type { ChatDelta } from '../base/chat-model.ts';
import type { ModelProcessCrash } from '../base/model-server-row.ts';
import type { EmbeddedReply, EmbeddedRequest } from './embedded-messages.ts';
import type { EmbeddedProcess, SpawnEmbeddedProcess } from './spawn-embedded-process.ts';
import { watchStarvation } from './starvation.ts';

/**
 * A chat that does not end this long after its abort is ended with its process, where it could compute meanwhile: a
 * piece of prompt that is being read on a busy machine takes long, and a new process would read all of it again.
 */
const ABORT_GRACE_MS = 15_000;
/** More than any answer has tokens, so nothing is ever dropped. */
const REPLY_BUFFER_COUNT = 8_192;

export interface EmbeddedHostDeps {
  readonly spawn: SpawnEmbeddedProcess;
  readonly entryPath: string;
  readonly modelPath: string;
  readonly contextTokenCount: number;
  readonly useGpu: boolean;
  /** Where the measured thread counts are stored; without it they are measured at each load. */
  readonly threadsPath?: string | undefined;
  /** While speech recognition works, the model leaves the cores to it. */
  readonly speechActivity?: Activity | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Left out: asked of the system. */
  readonly readCpuMs?: ((processId: number) => Promise<number | undefined>) | undefined;
  readonly onCrash?: ((crash: ModelProcessCrash) => void) | undefined;
}

/** Beside what the process says: it could not compute for so long. */
type ChatReply = Extract<EmbeddedReply, { id: number }> | Extract<ChatDelta, { type: 'starved' }>;

/** One chat inside the process. */
export interface EmbeddedChat {
  /** Ends after the `ended` reply, or without one when the process died. */
  readonly replies: BoundedBuffer<ChatReply>;
  /** The process went before the chat ended. */
  readonly isLost: boolean;
  /** Asks the process to stop. Settles when it did, or was killed because it did not. */
  stop(): Promise<void>;
}

interface LiveChat {
  readonly id: number;
  readonly replies: BoundedBuffer<ChatReply>;
  isLost: boolean;
  readonly end: PromiseWithResolvers<void>;
}

/** Keeps the process of one model: starts it when needed, watches it, restarts it within a budget. */
export class EmbeddedHost implements Disposable {
  readonly #deps: EmbeddedHostDeps;
  readonly #child: SupervisedChild<EmbeddedProcess, string>;
  #lifetime = new AbortController();
  #loaded: PromiseWithResolvers<void> | undefined;
  #chat: LiveChat | undefined;
  #nextId = 1;
  readonly #unfollow: (() => void) | undefined;
  #isClosed = false;
  /** What really runs; '' until the model was loaded. */
  description = '';
  isLoaded = false;
  #isOnCpu = false;
  residentBytes = 0;

  constructor(deps: EmbeddedHostDeps) {
    this.#deps = deps;
    this.#child = superviseChild({
      launch: (onEnd) => this.#launch(onEnd),
      onLost: (loss) => this.#onLost(loss),
      restart: 'at-once',
      nowMs: () => deps.clock.nowMs(),
    });
    this.#unfollow = deps.speechActivity?.follow((isBusy) => this.#shareCores(isBusy));
  }

  get processId(): number | undefined {
    return this.#child.running?.processId;
  }

  /** Why the process stays down; undefined while it may run. */
  get fault(): EngineError | undefined {
    return this.#child.isSpent
      ? down('The built-in model keeps failing.', 'Try again, or pick another model.')
      : undefined;
  }

  /**
   * Starts the process when there is none; settles when its model is loaded.
   * @throws EngineError 'chat-model-invalid' | 'model-out-of-memory' | 'chat-model-down'
   */
  load(): Promise<void> {
    if (this.#isClosed) return Promise.reject(down('The model was closed.', 'Ask again.'));
    if (this.#loaded) return this.#loaded.promise;
    const { fault } = this;
    if (fault) return Promise.reject(fault);
    this.#child.start();
    return this.#loaded!.promise;
  }

  /** Starts a chat; the model must be loaded and no other chat may be running. */
  begin(request: Omit<Extract<EmbeddedRequest, { type: 'chat' }>, 'type' | 'id'>): EmbeddedChat {
    const id = this.#nextId++;
    const chat: LiveChat = {
      id,
      replies: new BoundedBuffer<ChatReply>('embedded replies', REPLY_BUFFER_COUNT),
      isLost: false,
      end: Promise.withResolvers<void>(),
    };
    this.#chat = chat;
    this.#child.running?.send({ type: 'chat', id, ...request });
    return {
      replies: chat.replies,
      get isLost() {
        return chat.isLost;
      },
      stop: () => this.#stop(chat),
    };
  }

  /**
   * Reports the time in which the process, which owes a token, could not compute; a GPU needs none of it.
   * @throws `signal.reason`
   */
  async watchStarvation(onLost: (lostMs: number) => void, signal: AbortSignal): Promise<void> {
    if (!this.#isOnCpu) return;
    const { clock, readCpuMs } = this.#deps;
    await watchStarvation({ processId: () => this.processId, clock, readCpuMs, onLost }, signal);
  }

  /** Ends the process: its memory is free once this returned. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#unfollow?.();
    this.#end();
  }

  #launch(onEnd: (detail: string) => void): EmbeddedProcess {
    const { spawn, entryPath, modelPath, contextTokenCount, useGpu, threadsPath, speechActivity } =
      this.#deps;
    const lifetime = new AbortController();
    const process = spawn(entryPath);
    this.#lifetime = lifetime;
    this.#loaded = Promise.withResolvers<void>();
    // The next caller gets the failure of a load; no one may be waiting now.
    this.#loaded.promise.catch(() => undefined);
    const beat = this.#watch(process, lifetime.signal);
    process.onReply((reply) => {
      if (this.#child.running !== process) return;
      if (reply.type === 'pong') beat();
      this.#onReply(reply);
    });
    process.onExit(onEnd);
    process.send({ type: 'load', path: modelPath, contextTokenCount, useGpu, threadsPath });
    if (speechActivity?.isBusy) process.send({ type: 'share-cores', isSpeechBusy: true });
    return process;
  }

  #shareCores(isSpeechBusy: boolean): void {
    this.#child.running?.send({ type: 'share-cores', isSpeechBusy });
  }

  #onReply(reply: EmbeddedReply): void {
    switch (reply.type) {
      case 'loaded':
        this.isLoaded = true;
        this.description = reply.description;
        this.#isOnCpu = reply.isOnCpu;
        this.#deps.log.info('embedded model loaded', { loadMs: reply.loadMs });
        this.#loaded?.resolve();
        return;
      case 'load-failed':
        this.#deps.log.info('embedded model not loaded', { code: reply.code, detail: reply.detail });
        this.#loaded?.reject(loadError(reply));
        this.#end();
        return;
      case 'pong':
        this.residentBytes = reply.residentBytes;
        return;
      default:
        // A late message of a finished chat is dropped by its id.
        if (reply.id !== this.#chat?.id) return;
        this.#chat.replies.push(reply);
        if (reply.type === 'ended') this.#endChat();
    }
  }

  #onLost({ end: detail, crashCount }: Loss<EmbeddedProcess, string>): void {
    this.#deps.log.warn('embedded model process died', { detail });
    this.#loaded?.reject(down('The built-in model failed while it was loaded.', 'Pick another model.'));
    this.#clear();
    this.#deps.onCrash?.({ crashCount, fault: this.fault });
  }

  #end(): void {
    this.#clear();
    this.#child.end();
  }

  /** Forgets what was true of a process that is gone. */
  #clear(): void {
    this.#loaded?.reject(down('The built-in model was stopped.', 'Ask again.'));
    this.#loaded = undefined;
    this.isLoaded = false;
    this.residentBytes = 0;
    this.#lifetime.abort();
    if (this.#chat) this.#chat.isLost = true;
    this.#endChat();
  }

  #endChat(): void {
    const chat = this.#chat;
    this.#chat = undefined;
    chat?.replies.end();
    chat?.end.resolve();
  }

  async #stop(chat: LiveChat): Promise<void> {
    if (this.#chat !== chat) return;
    const process = this.#child.running;
    process?.send({ type: 'abort', id: chat.id });
    const grace = new AbortController();
    const overdue = this.#outlastGrace(grace.signal).then(
      () => true,
      () => false,
    );
    const isOverdue = await Promise.race([overdue, chat.end.promise.then(() => false)]);
    grace.abort();
    if (isOverdue && process) this.#child.condemn(process, 'did not stop when asked');
  }

  async #outlastGrace(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    let dueAtMs = clock.nowMs() + ABORT_GRACE_MS;
    const onLost = (lostMs: number): void => {
      dueAtMs += lostMs;
    };
    this.watchStarvation(onLost, signal).catch(() => undefined);
    while (clock.nowMs() < dueAtMs) await clock.sleep(dueAtMs - clock.nowMs(), signal);
  }

  /** @returns what notes a sign of life. */
  #watch(process: EmbeddedProcess, signal: AbortSignal): () => void {
    const heartbeat = createHeartbeat({
      processId: () => process.processId,
      isLoading: () => !this.isLoaded,
      ping: () => process.send({ type: 'ping' }),
      readCpuMs: this.#deps.readCpuMs,
      clock: this.#deps.clock,
    });
    const watch = async (): Promise<void> => {
      const reason = await heartbeat.watch(signal).catch(() => undefined);
      // Without a reason the process is gone, and its watch with it.
      if (reason !== undefined) this.#child.condemn(process, reason);
    };
    watch().catch(logFailure(this.#deps.log, 'watch the model process'));
    return heartbeat.beat;
  }
}

function loadError({
  code,
  detail,
  remedy = 'Download the model again, or pick another file.',
}: Extract<EmbeddedReply, { type: 'load-failed' }>): EngineError {
  if (code === 'chat-model-invalid') return new EngineError(code, detail, remedy);
  if (code === 'model-out-of-memory') {
    return new EngineError(
      code,
      'This machine has too little memory for this model.',
      'Pick a smaller model.',
      { cause: detail },
    );
  }
  return /not installed/.test(detail)
    ? down(
        'The built-in model needs llama.cpp, which is not installed.',
        'Run `npm install`, or start Ollama.',
      )
    : down('llama.cpp cannot load this model.', 'Pick another model.', detail);
}

function down(message: string, remedy: string, cause?: unknown): EngineError {
  return new EngineError('chat-model-down', message, remedy, { cause });
}
