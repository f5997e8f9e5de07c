import type { Clock } from '../../../base/clock.ts';
import { createHeartbeat, type Heartbeat } from '../../../base/heartbeat.ts';
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

/** Hears of the process until it is killed. */
export interface WatchedProcessOwner {
  readonly onLoaded: () => void;
  readonly onReply: (reply: SpeechProcessReply & { type: 'transcribed' | 'pass-failed' }) => void;
  /** It is gone: it crashed, or misbehaved and was ended. */
  readonly onEnd: (detail: string) => void;
}

/** One speech process with its model, under watch: heartbeat, memory limit, a deadline for loading. */
export class WatchedProcess {
  readonly #process: SpeechProcess;
  readonly #deps: WatchedProcessDeps;
  readonly #lifetime = new AbortController();
  readonly #startMs: number;
  readonly #owner: WatchedProcessOwner;
  readonly #heartbeat: Heartbeat;
  #loaded: LoadedModel | undefined;
  #isLoading = true;
  #readyMs = 0;
  residentBytes = 0;

  private constructor(deps: WatchedProcessDeps, owner: WatchedProcessOwner) {
    this.#deps = deps;
    this.#owner = owner;
    this.#startMs = deps.clock.nowMs();
    this.#process = deps.spawn(deps.entryPath);
    this.#heartbeat = createHeartbeat({
      processId: () => this.#process.processId,
      isLoading: () => this.#isLoading,
      ping: () => this.send({ type: 'ping' }),
      readCpuMs: deps.readCpuMs,
      clock: deps.clock,
    });
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

  /** Ends a process that misbehaves; its owner hears of it. */
  end(detail: string): void {
    if (this.#lifetime.signal.aborted) return;
    this.kill();
    this.#owner.onEnd(detail);
  }

  /** Ends it without its owner hearing of it. */
  kill(): void {
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
        this.#heartbeat.beat();
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

  /** Until the process is gone; then it rejects. */
  async #watch(): Promise<void> {
    this.end(await this.#heartbeat.watch(this.#lifetime.signal));
  }
}
