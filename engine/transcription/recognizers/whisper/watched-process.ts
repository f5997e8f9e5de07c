import type { Clock } from '../../../base/clock.ts';
import { readProcessCpuMs } from '../../process-cpu.ts';
import type { SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';
import type { SpawnSpeechProcess, SpeechProcess } from './spawn-speech-process.ts';

/** What a loaded model turned out to be. */
export interface LoadedModel {
  readonly backend: string;
  readonly loadMs: number;
  readonly warmPassMs: number | undefined;
}

/** What a speech process is to load. */
export interface ModelPlan {
  readonly modelPath: string;
  readonly useGpu: boolean;
  readonly threadCount: number;
  /** The model runs one dummy pass after its load. */
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

/** Hears of the process until it is disposed of. */
export interface WatchedProcessOwner {
  readonly onLoaded: () => void;
  readonly onReply: (reply: SpeechProcessReply & { type: 'transcribed' | 'pass-failed' }) => void;
  /** It is gone: it crashed, or misbehaved and was ended. */
  readonly onEnd: (detail: string) => void;
}

const HEARTBEAT_MS = 400;
/** Unanswered pings in a row; counted, so that a suspended laptop is not taken for a hang. */
const MAX_MISSED_HEARTBEAT_COUNT = 3;
/** One was sent and not answered. */
const FIRST_MISSED_COUNT = 2;
const LOAD_DEADLINE_MS = 120_000;

/** One speech process with its model, under watch: heartbeat, memory limit, a deadline for loading. */
export class WatchedProcess implements Disposable {
  readonly #process: SpeechProcess;
  readonly #deps: WatchedProcessDeps;
  readonly #lifetime = new AbortController();
  readonly #startMs: number;
  readonly #owner: WatchedProcessOwner;
  #loaded: LoadedModel | undefined;
  #isLoading = true;
  #missedHeartbeatCount = 0;
  #cpuMs: number | undefined;
  #readyMs = 0;
  residentBytes = 0;

  private constructor(deps: WatchedProcessDeps, owner: WatchedProcessOwner) {
    this.#deps = deps;
    this.#owner = owner;
    this.#startMs = deps.clock.nowMs();
    this.#process = deps.spawn(deps.entryPath);
  }

  static start(plan: ModelPlan, deps: WatchedProcessDeps, owner: WatchedProcessOwner): WatchedProcess {
    const watched = new WatchedProcess(deps, owner);
    watched.#process.onReply((reply) => watched.#onReply(reply));
    watched.#process.onExit((detail) => watched.#onExit(detail));
    watched.send({ type: 'load', ...plan });
    // A hang of an unwatched process would go unnoticed.
    watched.#watch().catch((error: unknown) => watched.end(`its watch failed: ${String(error)}`));
    return watched;
  }

  get processId(): number | undefined {
    return this.#process.processId;
  }

  /** The model, once it can be asked. */
  get loaded(): LoadedModel | undefined {
    return this.#loaded;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** From the start to the loaded model, its dummy pass not counted. */
  get readyMs(): number {
    return this.#readyMs;
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

  #onReply(reply: SpeechProcessReply): void {
    if (this.#lifetime.signal.aborted) return;
    switch (reply.type) {
      case 'pong':
        this.#missedHeartbeatCount = 0;
        this.residentBytes = reply.residentBytes;
        if (reply.residentBytes > this.#deps.memoryLimitBytes) this.end('memory limit reached');
        return;
      case 'loaded':
        this.#isLoading = false;
        this.#loaded = reply;
        this.#readyMs = this.#deps.clock.nowMs() - this.#startMs - (reply.warmPassMs ?? 0);
        this.#owner.onLoaded();
        return;
      case 'load-failed':
        this.end(reply.message);
        return;
      case 'transcribed':
      case 'pass-failed':
        this.#owner.onReply(reply);
    }
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

  /** Until the process is gone; then it rejects, as the sleep does. */
  async #watch(): Promise<never> {
    const { clock } = this.#deps;
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, this.#lifetime.signal);
      if (this.#isLoading) {
        // Loading blocks the process, so it has a deadline instead of a heartbeat.
        if (clock.nowMs() - this.#startMs > LOAD_DEADLINE_MS) this.end('loading took too long');
        continue;
      }
      this.#missedHeartbeatCount += 1;
      if (this.#missedHeartbeatCount === FIRST_MISSED_COUNT) this.#cpuMs = await this.#readCpuMs();
      if (this.#missedHeartbeatCount <= MAX_MISSED_HEARTBEAT_COUNT) this.send({ type: 'ping' });
      else if (await this.#hasComputed()) this.#missedHeartbeatCount = 0;
      else this.end('no heartbeat');
    }
  }
}
