import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { createCrashBudget, type CrashBudget } from '../../../protocol/crash-budget.ts';
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
  #running: WatchedProcess | undefined;
  readonly #crashes: CrashBudget;
  #gpuFailure: GpuFailure | undefined;
  /** What ran the model that was loaded last. */
  #backend: string | undefined;
  restartCount = 0;

  constructor(deps: SpeechProcessSupervisorDeps) {
    this.#deps = deps;
    this.#crashes = createCrashBudget({ nowMs: () => deps.clock.nowMs() });
  }

  get processId(): number | undefined {
    return this.#running?.processId;
  }

  get residentBytes(): number {
    return this.#running?.residentBytes ?? 0;
  }

  get isReady(): boolean {
    return this.#running?.loaded !== undefined;
  }

  /** Why the processor does the work although a GPU was asked for. */
  get gpuFailure(): GpuFailure | undefined {
    return this.#gpuFailure;
  }

  start(): void {
    const { modelPath, threadCount } = this.#deps;
    // After a crash somebody waits: the replayed pass warms the model as well as a dummy would.
    const plan = { modelPath, useGpu: this.#isGpuTried, threadCount, isWarmed: this.restartCount === 0 };
    this.#running = WatchedProcess.start(plan, this.#deps, {
      onLoaded: () => {
        this.#serve();
        this.#deps.onReady();
      },
      onReply: this.#deps.onReply,
      onEnd: (detail) => this.#onDeath(detail),
    });
  }

  send(request: SpeechProcessRequest): void {
    this.#running?.send(request);
  }

  /** Replaces the process on purpose; this does not count as a crash. */
  replace(): void {
    this.#running?.[Symbol.dispose]();
    this.#goOn();
  }

  /** Ends a process that misbehaves; it counts as a crash. */
  condemn(detail: string): void {
    this.#running?.end(detail);
  }

  /** Forgets past crashes and restarts: the user's own "try again". */
  revive(): void {
    this[Symbol.dispose]();
    this.#crashes.reset();
    this.start();
  }

  /** A pass took its process down: a GPU that ran it is not used any more. */
  blamePass(): void {
    if (this.#backend !== 'CPU') this.#giveUpGpu('in a pass');
  }

  [Symbol.dispose](): void {
    this.#running?.[Symbol.dispose]();
    this.#running = undefined;
  }

  #serve(): void {
    const running = this.#running;
    if (!running?.loaded) return;
    this.#backend = running.loaded.backend;
    this.#deps.onServing(running.loaded, running.readyMs);
  }

  #onDeath(detail: string): void {
    const lost = this.#running;
    this.#running = undefined;
    const { log, onLost, onRestart } = this.#deps;
    // A broken GPU driver shows as a crash while the model loads; the processor is tried next.
    if (lost?.isLoading) this.#giveUpGpu('while the model loaded');
    this.#crashes.noteCrash();
    const { crashCount, isSpent: isDown } = this.#crashes;
    log.warn('speech process lost', { detail, crashCount, isDown });
    if (isDown) {
      onLost(detail, transcriberDown());
      this[Symbol.dispose]();
      return;
    }
    onLost(detail);
    this.#goOn();
    onRestart();
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

  #goOn(): void {
    this.restartCount += 1;
    this.start();
  }
}

function transcriberDown(): EngineError {
  return new EngineError(
    'transcriber-down',
    'Speech recognition crashed four times in five minutes and is switched off.',
    'Sotto tries again automatically after a while; the button does it now.',
  );
}
