import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { SpareProcess, type SpareRoom } from './spare-process.ts';
import type { ModelVariant, SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';
import {
  WatchedProcess,
  type LoadedVariant,
  type ModelPlan,
  type WatchedProcessDeps,
  type WatchedProcessOwner,
} from './watched-process.ts';

export interface SpeechProcessSupervisorDeps extends WatchedProcessDeps, Omit<ModelPlan, 'isWarmed'> {
  /** Left out: no spare is kept. */
  readonly spareRoom?: SpareRoom | undefined;
  readonly log: Logger;
  /** A process whose model is loaded takes passes from now on; `readyMs` is what its start took. */
  readonly onServing: (loaded: LoadedVariant, readyMs: number) => void;
  /** The process is gone, a running pass with it. `error` is set when no other one follows. */
  readonly onLost: (detail: string, error?: EngineError) => void;
  readonly onReply: (reply: SpeechProcessReply & { type: 'transcribed' | 'pass-failed' }) => void;
  /** After a loss nothing can be recognized until `onReady`. */
  readonly onRestart: () => void;
  readonly onReady: () => void;
  /** The twin cannot be used: it does not load, or crashed. */
  readonly onTwinFailed: () => void;
}

/** When the GPU failed. */
export type GpuFailure = 'while the model loaded' | 'in a pass';

const MAX_CRASH_COUNT = 4;
const CRASH_WINDOW_MS = 300_000;

/** Keeps one speech process at work: a lost one is followed by the spare or by a new one, within a budget. */
export class SpeechProcessSupervisor implements Disposable {
  readonly #deps: SpeechProcessSupervisorDeps;
  readonly spare: SpareProcess | undefined;
  #running: WatchedProcess | undefined;
  #crashTimesMs: number[] = [];
  #gpuFailure: GpuFailure | undefined;
  #isTwinTried = true;
  /** What ran the model that was loaded last. */
  #backend: string | undefined;
  restartCount = 0;
  /** Restarts in which a loaded spare took over. */
  promotedSpareCount = 0;

  constructor(deps: SpeechProcessSupervisorDeps) {
    this.#deps = deps;
    this.spare =
      deps.spareRoom && new SpareProcess({ ...deps, room: deps.spareRoom, plan: () => this.#sparePlan() });
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

  get isTwinReady(): boolean {
    return this.#isTwinTried && (this.#running?.isTwinReady ?? false);
  }

  /** Why the processor does the work although a GPU was asked for. */
  get gpuFailure(): GpuFailure | undefined {
    return this.#gpuFailure;
  }

  start(): void {
    // After a crash somebody waits: the replayed pass warms the model as well as a dummy would.
    const plan = this.#plan(this.restartCount === 0);
    this.#running = WatchedProcess.start(plan, this.#deps, this.#owner());
  }

  send(request: SpeechProcessRequest): void {
    this.#running?.send(request);
  }

  /** Replaces the process on purpose; this is no crash. */
  replace(): void {
    this.#running?.[Symbol.dispose]();
    this.#goOn();
  }

  /** Ends a process that misbehaves; it counts as a crash. */
  condemn(detail: string): void {
    this.#running?.end(detail);
  }

  /** Forgets past crashes and starts anew: the user's own "try again". */
  revive(): void {
    this[Symbol.dispose]();
    this.#crashTimesMs = [];
    this.start();
  }

  /** A pass took its process down: what it ran on is not used any more. */
  blamePass(variant: ModelVariant): void {
    // Without the GPU the twin may well run.
    if (this.#isGpuTried && this.#backend !== 'CPU') this.#giveUpGpu('in a pass');
    else if (variant === 'twin') this.giveUpTwin();
  }

  /** The twin is not asked or loaded any more. */
  giveUpTwin(): void {
    if (!this.#isTwinTried) return;
    this.#isTwinTried = false;
    this.#deps.onTwinFailed();
  }

  [Symbol.dispose](): void {
    this.#running?.[Symbol.dispose]();
    this.#running = undefined;
    this.spare?.[Symbol.dispose]();
  }

  #plan(isWarmed: boolean): ModelPlan {
    const { modelPath, twinPath, threadCount } = this.#deps;
    return {
      modelPath,
      twinPath: this.#isTwinTried ? twinPath : undefined,
      useGpu: this.#isGpuTried,
      threadCount,
      isWarmed,
    };
  }

  /** The memory of a GPU is scarce and shared with the chat model, so nothing is doubled there. */
  #sparePlan(): ModelPlan | undefined {
    const running = this.#running;
    const isSettled = running?.loaded?.backend === 'CPU' && running.loadingVariant === undefined;
    return isSettled ? this.#plan(true) : undefined;
  }

  #owner(): WatchedProcessOwner {
    return {
      onLoaded: (variant) => {
        if (variant === 'twin') return;
        this.#serve();
        this.#deps.onReady();
      },
      onTwinRefused: () => this.giveUpTwin(),
      onReply: this.#deps.onReply,
      onEnd: (detail) => this.#onDeath(detail),
    };
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
    const { clock, log, onLost, onRestart } = this.#deps;
    // A broken GPU driver shows as a crash while the model loads; the processor is tried next.
    if (lost?.loadingVariant === 'full') this.#giveUpGpu('while the model loaded');
    if (lost?.loadingVariant === 'twin') this.giveUpTwin();
    const nowMs = clock.nowMs();
    this.#crashTimesMs = [...this.#crashTimesMs.filter((atMs) => nowMs - atMs < CRASH_WINDOW_MS), nowMs];
    const isDown = this.#crashTimesMs.length >= MAX_CRASH_COUNT;
    log.warn('speech process lost', { detail, crashCount: this.#crashTimesMs.length, isDown });
    if (isDown) {
      onLost(detail, transcriberDown());
      this[Symbol.dispose]();
      return;
    }
    onLost(detail);
    this.#goOn();
    if (!this.isReady) onRestart();
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

  /** The spare takes over, in whatever state it is: it is further than a new process would be. */
  #goOn(): void {
    this.restartCount += 1;
    const spare = this.spare?.take();
    if (!spare) {
      this.start();
      return;
    }
    this.#running = spare;
    spare.handOver(this.#owner());
    if (!spare.loaded) return;
    this.promotedSpareCount += 1;
    this.#deps.log.info('spare speech process took over');
    this.#serve();
  }
}

function transcriberDown(): EngineError {
  return new EngineError(
    'transcriber-down',
    'Speech recognition crashed four times in five minutes and is switched off.',
    'It is tried again by itself after a while; the button does it now.',
  );
}
