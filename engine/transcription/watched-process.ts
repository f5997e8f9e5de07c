import type { Clock } from '../base/clock.ts';
import { readProcessCpuMs } from './process-cpu.ts';
import type { ModelVariant, SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';
import type { SpawnSpeechProcess, SpeechProcess } from './spawn-speech-process.ts';

/** What a loaded model turned out to be. */
export interface LoadedVariant {
  readonly backend: string;
  readonly loadMs: number;
  readonly warmPassMs: number | undefined;
}

/** What a speech process is to load: the whole model first, then its twin. */
export interface ModelPlan {
  readonly modelPath: string;
  readonly twinPath: string | undefined;
  readonly useGpu: boolean;
  readonly threadCount: number;
  /** Each model runs one dummy pass after its load. */
  readonly isWarmed: boolean;
}

export interface WatchedProcessDeps {
  readonly spawn: SpawnSpeechProcess;
  readonly entryPath: string;
  /** Resident memory at which a process is ended. */
  readonly memoryLimitBytes: number;
  /** Left out: asked of the system. */
  readonly readCpuMs?: ((processId: number) => Promise<number | undefined>) | undefined;
  readonly clock: Clock;
}

/** Whoever holds the process now. Nothing is told after the process was disposed of. */
export interface WatchedProcessOwner {
  readonly onLoaded: (variant: ModelVariant) => void;
  readonly onTwinRefused: (detail: string) => void;
  readonly onReply: (reply: SpeechProcessReply & { type: 'transcribed' | 'pass-failed' }) => void;
  /** It has answered a ping. */
  readonly onHeartbeat?: () => void;
  /** It is gone: it crashed, or misbehaved and was ended. */
  readonly onEnd: (detail: string) => void;
}

const HEARTBEAT_MS = 400;
/** Unanswered pings in a row; counted, so that a suspended laptop is not taken for a hang. */
const MAX_MISSED_HEARTBEAT_COUNT = 3;
/** One was sent and not answered. */
const FIRST_MISSED_COUNT = 2;
const LOAD_DEADLINE_MS = 120_000;
/** Nobody can be heard while the twin loads, and it is no larger than the whole model that is there already. */
const MIN_TWIN_LOAD_DEADLINE_MS = 10_000;
const TWIN_LOAD_DEADLINE_RATIO = 4;

/** One speech process with its models, under watch: heartbeat, memory limit, a deadline for loading. */
export class WatchedProcess implements Disposable {
  readonly #process: SpeechProcess;
  readonly #plan: ModelPlan;
  readonly #deps: WatchedProcessDeps;
  readonly #lifetime = new AbortController();
  readonly #startMs: number;
  #owner: WatchedProcessOwner;
  #loaded: LoadedVariant | undefined;
  #isTwinReady = false;
  #loadingVariant: ModelVariant | undefined;
  #loadStartMs = 0;
  #missedHeartbeatCount = 0;
  #cpuMs: number | undefined;
  #readyMs = 0;
  residentBytes = 0;

  private constructor(plan: ModelPlan, deps: WatchedProcessDeps, owner: WatchedProcessOwner) {
    this.#plan = plan;
    this.#deps = deps;
    this.#owner = owner;
    this.#startMs = deps.clock.nowMs();
    this.#process = deps.spawn(deps.entryPath);
  }

  static start(plan: ModelPlan, deps: WatchedProcessDeps, owner: WatchedProcessOwner): WatchedProcess {
    const watched = new WatchedProcess(plan, deps, owner);
    watched.#process.onReply((reply) => watched.#onReply(reply));
    watched.#process.onExit((detail) => watched.#onExit(detail));
    watched.#load('full', plan.modelPath);
    void watched.#watch();
    return watched;
  }

  get processId(): number | undefined {
    return this.#process.processId;
  }

  /** The whole model, once it can be asked. */
  get loaded(): LoadedVariant | undefined {
    return this.#loaded;
  }

  get isTwinReady(): boolean {
    return this.#isTwinReady;
  }

  get loadingVariant(): ModelVariant | undefined {
    return this.#loadingVariant;
  }

  /** Everything planned is loaded. */
  get isComplete(): boolean {
    return this.#loaded !== undefined && (this.#isTwinReady || this.#plan.twinPath === undefined);
  }

  /** From the start to the loaded whole model, its dummy pass not counted. */
  get readyMs(): number {
    return this.#readyMs;
  }

  handOver(owner: WatchedProcessOwner): void {
    this.#owner = owner;
  }

  send(request: SpeechProcessRequest): void {
    this.#process.send(request);
  }

  /** Ends a process that misbehaves and tells its owner. */
  end(detail: string): void {
    if (this.#lifetime.signal.aborted) return;
    this[Symbol.dispose]();
    this.#owner.onEnd(detail);
  }

  [Symbol.dispose](): void {
    if (this.#lifetime.signal.aborted) return;
    this.#lifetime.abort();
    this.#process.kill();
  }

  #onExit(detail: string): void {
    if (this.#lifetime.signal.aborted) return;
    this.#lifetime.abort();
    this.#owner.onEnd(detail);
  }

  #load(variant: ModelVariant, modelPath: string): void {
    const { useGpu, threadCount, isWarmed } = this.#plan;
    this.#loadingVariant = variant;
    this.#loadStartMs = this.#deps.clock.nowMs();
    this.send({ type: 'load', variant, modelPath, useGpu, threadCount, isWarmed });
  }

  #onReply(reply: SpeechProcessReply): void {
    if (this.#lifetime.signal.aborted) return;
    switch (reply.type) {
      case 'pong':
        this.#missedHeartbeatCount = 0;
        this.residentBytes = reply.residentBytes;
        if (reply.residentBytes > this.#deps.memoryLimitBytes) this.end('memory limit reached');
        else this.#owner.onHeartbeat?.();
        return;
      case 'loaded':
        this.#onLoaded(reply.variant, reply);
        return;
      case 'load-failed':
        if (reply.variant === 'full') this.end(reply.message);
        else {
          this.#loadingVariant = undefined;
          this.#owner.onTwinRefused(reply.message);
        }
        return;
      case 'transcribed':
      case 'pass-failed':
        this.#owner.onReply(reply);
    }
  }

  #onLoaded(variant: ModelVariant, loaded: LoadedVariant): void {
    this.#loadingVariant = undefined;
    if (variant === 'twin') this.#isTwinReady = true;
    else {
      this.#loaded = loaded;
      this.#readyMs = this.#deps.clock.nowMs() - this.#startMs - (loaded.warmPassMs ?? 0);
    }
    // The owner may send a pass that waits; it goes before the load of the twin.
    this.#owner.onLoaded(variant);
    const { twinPath } = this.#plan;
    if (variant === 'full' && twinPath !== undefined) this.#load('twin', twinPath);
  }

  #loadDeadlineMs(): number {
    if (!this.#loaded) return LOAD_DEADLINE_MS;
    const wholeMs = this.#readyMs + (this.#loaded.warmPassMs ?? 0);
    return Math.min(
      LOAD_DEADLINE_MS,
      Math.max(MIN_TWIN_LOAD_DEADLINE_MS, TWIN_LOAD_DEADLINE_RATIO * wholeMs),
    );
  }

  async #readCpuMs(): Promise<number | undefined> {
    const { processId } = this.#process;
    const { readCpuMs = readProcessCpuMs } = this.#deps;
    return processId === undefined ? undefined : readCpuMs(processId);
  }

  /** It has worked since the first heartbeat that it owes: the machine is busy, the process is well. */
  async #hasComputed(): Promise<boolean> {
    const beforeMs = this.#cpuMs;
    const nowMs = await this.#readCpuMs();
    return beforeMs !== undefined && nowMs !== undefined && nowMs > beforeMs;
  }

  async #watch(): Promise<void> {
    const { clock } = this.#deps;
    try {
      for (;;) {
        await clock.sleep(HEARTBEAT_MS, this.#lifetime.signal);
        if (this.#loadingVariant) {
          // Loading blocks the process, so it has a deadline instead of a heartbeat.
          if (clock.nowMs() - this.#loadStartMs > this.#loadDeadlineMs()) this.end('loading took too long');
          continue;
        }
        this.#missedHeartbeatCount += 1;
        if (this.#missedHeartbeatCount === FIRST_MISSED_COUNT) this.#cpuMs = await this.#readCpuMs();
        if (this.#missedHeartbeatCount <= MAX_MISSED_HEARTBEAT_COUNT) this.send({ type: 'ping' });
        else if (await this.#hasComputed()) this.#missedHeartbeatCount = 0;
        else this.end('no heartbeat');
      }
    } catch {
      // The process is gone; whoever ended it goes on from there.
    }
  }
}
