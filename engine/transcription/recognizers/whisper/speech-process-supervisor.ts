import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { superviseChild, type Loss, type SupervisedChild } from '../../../protocol/supervised-child.ts';
import type { SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';
import {
  WatchedProcess,
  type LoadedModel,
  type ModelPlan,
  type WatchedProcessDeps,
} from './watched-process.ts';

export interface SpeechProcessSupervisorDeps extends WatchedProcessDeps, Omit<ModelPlan, 'isWarmed'> {
  readonly log: Logger;
  /** A process whose model is loaded takes passes from now on; `readyMs` is what its start took. */
  readonly onServing: (loaded: LoadedModel, readyMs: number) => void;
  /** The process is gone, a running pass with it. `error` is set when no other one follows. */
  readonly onLost: (detail: string, error?: EngineError) => void;
  readonly onReply: (reply: SpeechProcessReply & { type: 'transcribed' | 'pass-failed' }) => void;
  /** After a loss nothing can be recognized until `onReady`. */
  readonly onRestart: () => void;
  readonly onReady: () => void;
}

/** When the GPU failed. */
export type GpuFailure = 'while the model loaded' | 'in a pass';

/** Keeps one speech process at work: a lost one is followed by a new one, within a budget. */
export class SpeechProcessSupervisor implements Disposable {
  readonly #deps: SpeechProcessSupervisorDeps;
  readonly #child: SupervisedChild<WatchedProcess, string>;
  #gpuFailure: GpuFailure | undefined;
  /** What ran the model that was loaded last. */
  #backend: string | undefined;

  constructor(deps: SpeechProcessSupervisorDeps) {
    this.#deps = deps;
    this.#child = superviseChild({
      launch: (onEnd) => this.#launch(onEnd),
      onLost: (loss) => this.#onLost(loss),
      restart: 'at-once',
      nowMs: () => deps.clock.nowMs(),
    });
  }

  /** Processes that followed another one. */
  get restartCount(): number {
    return Math.max(0, this.#child.startCount - 1);
  }

  get processId(): number | undefined {
    return this.#child.running?.processId;
  }

  get residentBytes(): number {
    return this.#child.running?.residentBytes ?? 0;
  }

  get isReady(): boolean {
    return this.#child.running?.loaded !== undefined;
  }

  /** Why the processor does the work although a GPU was asked for. */
  get gpuFailure(): GpuFailure | undefined {
    return this.#gpuFailure;
  }

  start(): void {
    this.#child.start();
  }

  send(request: SpeechProcessRequest): void {
    this.#child.running?.send(request);
  }

  /** Replaces the process on purpose; this does not count as a crash. */
  replace(): void {
    this.#child.end();
    this.#child.start();
  }

  /** Ends a process that misbehaves; it counts as a crash. */
  condemn(detail: string): void {
    this.#child.running?.end(detail);
  }

  /** Forgets past crashes and restarts: the user's own "try again". */
  revive(): void {
    this.#child.forgive();
    this.replace();
  }

  /** A pass took its process down: a GPU that ran it is not used any more. */
  blamePass(): void {
    if (this.#backend !== 'CPU') this.#giveUpGpu('in a pass');
  }

  [Symbol.dispose](): void {
    this.#child.end();
  }

  #launch(onEnd: (detail: string) => void): WatchedProcess {
    const { modelPath, threadCount } = this.#deps;
    // After a crash somebody waits: the replayed pass warms the model as well as a dummy would.
    const plan = { modelPath, useGpu: this.#isGpuTried, threadCount, isWarmed: this.restartCount === 0 };
    return WatchedProcess.start(plan, this.#deps, {
      onLoaded: () => {
        this.#serve();
        this.#deps.onReady();
      },
      onReply: this.#deps.onReply,
      onEnd,
    });
  }

  #serve(): void {
    const { running } = this.#child;
    if (!running?.loaded) return;
    this.#backend = running.loaded.backend;
    this.#deps.onServing(running.loaded, running.readyMs);
  }

  #onLost({ run, end: detail, crashCount, isGivenUp }: Loss<WatchedProcess, string>): void {
    // A broken GPU driver shows as a crash while the model loads; the processor is tried next.
    if (run.isLoading) this.#giveUpGpu('while the model loaded');
    this.#deps.log.warn('speech process lost', { detail, crashCount, isGivenUp });
    this.#deps.onLost(detail, isGivenUp ? transcriberDown() : undefined);
    if (!isGivenUp) this.#deps.onRestart();
  }

  get #isGpuTried(): boolean {
    return this.#deps.useGpu && this.#gpuFailure === undefined;
  }

  #giveUpGpu(failure: GpuFailure): void {
    // A machine on which the processor ran the model before has no GPU that could fail.
    if (!this.#isGpuTried || this.#backend === 'CPU') return;
    this.#gpuFailure = failure;
    this.#deps.log.warn('GPU switched off for speech recognition', { failure });
  }
}

function transcriberDown(): EngineError {
  return new EngineError(
    'transcriber-down',
    'Speech recognition crashed four times in five minutes and is switched off.',
    'Sotto tries again automatically after a while; the button does it now.',
  );
}
