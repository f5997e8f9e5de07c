import { inBackground } from '../../../base/background.ts';
import { abortable } from '../../../base/abortable.ts';
import type { Clock } from '../../../base/clock.ts';
import { EngineError, asEngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { superviseChild, type SupervisedChild } from '../../../protocol/supervised-child.ts';
import type { RecognizerReply, RecognizerRequest } from './recognizer-messages.ts';
import { watchForHang } from './hang-watch.ts';
import { recognizerClosed } from './recognizer-closed.ts';
import { forkChild } from '../../../base/fork-child.ts';
import type { RecognizerChild, SpawnRecognizer } from './spawn-recognizer.ts';

/** A recognizer whose code may crash, hang or call `process.exit`, in its own process. */
export interface RecognizerProcess<Task, Result> extends AsyncDisposable {
  readonly processId: number | undefined;
  /**
   * Runs one task at a time; restarts a process that had ended. A task that is aborted runs out first.
   * @param makeTask gets how often the process was started: after another start it remembers nothing.
   * @param deadlineMs of the computing alone; after it the process is ended. Left out: the one of the process.
   * @throws EngineError 'transcriber-failed' | 'transcriber-timeout' | 'transcriber-down'; `signal.reason`.
   */
  run(makeTask: (startCount: number) => Task, signal: AbortSignal, deadlineMs?: number): Promise<Result>;
  /** Ends the process; the next task starts one with these settings. Not while a task runs. */
  renew(settings: object): Promise<void>;
}

export interface RecognizerProcessOptions {
  /** For messages: `whisper-node`. */
  readonly name: string;
  readonly entryPath: string;
  /** Sent to each new process first, until it is replaced. */
  readonly settings: object;
  /** Names why loading failed, from the process' own words or its exit. */
  readonly loadError: (detail: string) => EngineError;
  readonly loadDeadlineMs: number;
  /** From then on a process that does not compute is taken for hung, and ended. */
  readonly taskDeadlineMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Left out: a forked Node process. */
  readonly spawn?: SpawnRecognizer | undefined;
}

/** Starts the process and waits until its recognizer is loaded. */
export async function openRecognizerProcess<Task, Result>(
  options: RecognizerProcessOptions,
): Promise<RecognizerProcess<Task, Result>> {
  const recognizer = new SupervisedProcess<Task, Result>(options);
  try {
    await recognizer.start();
  } catch (error) {
    await recognizer[Symbol.asyncDispose]();
    throw error;
  }
  return recognizer;
}

interface Call {
  readonly isLoad: boolean;
  readonly settle: (outcome: RecognizerReply | EngineError) => void;
}

class SupervisedProcess<Task, Result> implements RecognizerProcess<Task, Result> {
  readonly #options: RecognizerProcessOptions;
  readonly #calls = new Map<number, Call>();
  readonly #child: SupervisedChild<RecognizerChild, string>;
  #settings: object;
  #loading: Promise<unknown> | undefined;
  #exited: Promise<void> = Promise.resolve();
  #nextCallIndex = 0;
  #isClosed = false;

  constructor(options: RecognizerProcessOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#child = superviseChild({
      launch: (onEnd) => this.#launch(onEnd),
      onLost: ({ end }) => this.#onLost(end),
      restart: 'on-demand',
      nowMs: () => options.clock.nowMs(),
    });
  }

  get processId(): number | undefined {
    return this.#child.running?.processId;
  }

  /** Settles when the recognizer is loaded; callers share one start. */
  start(): Promise<unknown> {
    if (this.#loading) return this.#loading;
    const loading = this.#load();
    this.#loading = loading;
    loading.catch(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    return loading;
  }

  async run(
    makeTask: (startCount: number) => Task,
    signal: AbortSignal,
    deadlineMs = this.#options.taskDeadlineMs,
  ): Promise<Result> {
    await abortable(this.start(), signal);
    const result = await this.#call({ type: 'run', task: makeTask(this.#child.startCount) }, deadlineMs);
    signal.throwIfAborted();
    return result as Result;
  }

  async renew(settings: object): Promise<void> {
    this.#settings = settings;
    this.#loading = undefined;
    this.#child.end();
    await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#child.end();
    await this.#exited;
    for (const { settle } of this.#calls.values()) settle(recognizerClosed());
  }

  async #load(): Promise<void> {
    try {
      this.#refuseWhenDown();
      this.#child.start();
      await this.#call({ type: 'load', settings: this.#settings }, this.#options.loadDeadlineMs);
    } catch (error) {
      this.#child.running?.kill();
      throw error;
    }
  }

  #launch(onEnd: (detail: string) => void): RecognizerChild {
    const { spawn = forkChild, entryPath } = this.#options;
    const child = spawn(entryPath);
    const exit = Promise.withResolvers<void>();
    this.#exited = exit.promise;
    child.onReply((reply) => this.#onReply(reply as RecognizerReply));
    child.onExit((detail) => {
      onEnd(detail);
      exit.resolve();
    });
    return child;
  }

  #refuseWhenDown(): void {
    if (this.#isClosed) throw recognizerClosed();
    if (!this.#child.isSpent) return;
    throw new EngineError(
      'transcriber-down',
      `${this.#options.name} broke down ${this.#child.crashCount} times within five minutes.`,
      'Try again, or pick another recognizer in Settings, Speech.',
    );
  }

  async #call(message: RecognizerRequest['message'], deadlineMs: number): Promise<unknown> {
    const child = this.#child.running;
    // It may have ended since its start was waited for.
    if (!child)
      throw this.#isClosed ? recognizerClosed() : brokeDown(this.#options.name, 'before it was asked');
    const callIndex = this.#nextCallIndex;
    this.#nextCallIndex += 1;
    const { promise, resolve } = Promise.withResolvers<RecognizerReply | EngineError>();
    const answered = new AbortController();
    inBackground(
      async () => resolve(await this.#endWhenHung(child, deadlineMs, answered.signal)),
      (error) => resolve(asEngineError(error)),
    );
    this.#calls.set(callIndex, { isLoad: message.type === 'load', settle: resolve });
    try {
      child.send({ callIndex, message } satisfies RecognizerRequest);
      const outcome = await promise;
      if (outcome instanceof EngineError) throw outcome;
      if (outcome.type === 'done') return outcome.result;
      const { name, log } = this.#options;
      if (outcome.cause !== undefined) log.debug('A recognizer failed.', { name, cause: outcome.cause });
      throw message.type === 'load'
        ? this.#options.loadError(outcome.message)
        : failed(name, outcome.message);
    } finally {
      answered.abort();
      this.#calls.delete(callIndex);
    }
  }

  /** A process that is merely short of computing time is waited for; a hung one can be stopped in no other way. */
  async #endWhenHung(child: RecognizerChild, overdueMs: number, signal: AbortSignal): Promise<EngineError> {
    const { clock, name } = this.#options;
    await watchForHang({ processId: () => child.processId, overdueMs, clock }, signal);
    child.kill();
    return hung(name);
  }

  #onReply(reply: RecognizerReply): void {
    this.#calls.get(reply.callIndex)?.settle(reply);
  }

  #onLost(detail: string): void {
    const { name, log, loadError } = this.#options;
    this.#loading = undefined;
    log.warn('A recognizer process ended.', { name, detail });
    for (const { isLoad, settle } of this.#calls.values()) {
      settle(isLoad ? loadError(detail) : brokeDown(name, detail));
    }
  }
}

function brokeDown(name: string, detail: string): EngineError {
  return new EngineError(
    'transcriber-down',
    `${name} broke down (${detail}).`,
    'It is started again with the next words.',
  );
}

function hung(name: string): EngineError {
  return new EngineError(
    'transcriber-timeout',
    `${name} hangs: it neither answers nor makes progress.`,
    'It is started again with the next words.',
  );
}

function failed(name: string, detail: string): EngineError {
  return new EngineError(
    'transcriber-failed',
    `${name} failed: ${detail}`,
    'Try another model or recognizer in Settings, Speech.',
  );
}
