import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import type { ModelVariant, SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';
import type { SpawnSpeechProcess, SpeechProcess } from './spawn-speech-process.ts';

/** What a loaded model turned out to be. */
export interface LoadedVariant {
  readonly backend: string;
  readonly loadMs: number;
  readonly warmPassMs: number | undefined;
}

export interface SpeechProcessSupervisorDeps {
  readonly spawn: SpawnSpeechProcess;
  readonly entryPath: string;
  readonly modelPath: string;
  readonly useGpu: boolean;
  readonly threadCount: number;
  /** Resident memory at which the process is replaced. */
  readonly memoryLimitBytes: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** The process is there and its model is loaded; `readyMs` is what the start took. */
  readonly onReady: (loaded: LoadedVariant, readyMs: number) => void;
  /** The process is gone, a running pass with it. `error` is set when no new one is started. */
  readonly onLost: (detail: string, error?: EngineError) => void;
  readonly onReply: (
    reply: SpeechProcessReply & { type: 'transcribed' | 'pass-failed' | 'loaded' | 'load-failed' },
  ) => void;
}

const HEARTBEAT_MS = 500;
/** Unanswered pings in a row; counted, so that a suspended laptop is not taken for a hang. */
const MAX_MISSED_HEARTBEAT_COUNT = 4;
const LOAD_DEADLINE_MS = 120_000;
const MAX_CRASH_COUNT = 4;
const CRASH_WINDOW_MS = 300_000;

/** Keeps one speech process alive: heartbeat, memory limit, restart within a budget. */
export class SpeechProcessSupervisor implements Disposable {
  readonly #deps: SpeechProcessSupervisorDeps;
  #process: SpeechProcess | undefined;
  #lifetime = new AbortController();
  #crashTimesMs: number[] = [];
  #isClosed = false;
  #isGpuTried: boolean;
  #loadingVariant: ModelVariant | undefined;
  #missedHeartbeatCount = 0;
  #startMs = 0;
  #loadStartMs = 0;
  restartCount = 0;
  residentBytes = 0;

  constructor(deps: SpeechProcessSupervisorDeps) {
    this.#deps = deps;
    this.#isGpuTried = deps.useGpu;
  }

  get processId(): number | undefined {
    return this.#process?.processId;
  }

  /** A GPU was asked for and its start failed, so the processor does the work. */
  get hasGpuFailed(): boolean {
    return this.#deps.useGpu && !this.#isGpuTried;
  }

  start(): void {
    const { clock, spawn, entryPath, modelPath, threadCount } = this.#deps;
    const lifetime = new AbortController();
    const process = spawn(entryPath);
    this.#lifetime = lifetime;
    this.#process = process;
    this.#startMs = clock.nowMs();
    process.onReply((reply) => {
      if (this.#process === process) this.#onReply(reply);
    });
    process.onExit((detail) => {
      lifetime.abort();
      if (this.#process === process) this.#onDeath(detail);
    });
    this.load('full', modelPath, threadCount, this.#isGpuTried);
    void this.#watch(process, lifetime.signal);
  }

  /** Loads one more model into the running process. */
  load(variant: ModelVariant, modelPath: string, threadCount: number, useGpu = this.#isGpuTried): void {
    this.#loadingVariant = variant;
    this.#loadStartMs = this.#deps.clock.nowMs();
    // After a crash somebody waits: the replayed pass warms the model as well as a dummy would.
    const isWarmed = this.restartCount === 0;
    this.send({ type: 'load', variant, modelPath, useGpu, threadCount, isWarmed });
  }

  send(request: SpeechProcessRequest): void {
    this.#process?.send(request);
  }

  /** Replaces the process on purpose; this is no crash. */
  replace(): void {
    this.#drop();
    this.restartCount += 1;
    this.start();
  }

  /** Ends a process that misbehaves; it counts as a crash and a new one follows. */
  condemn(detail: string): void {
    this.#drop();
    this.#onDeath(detail);
  }

  /** Forgets past crashes and starts anew: the user's own "try again". */
  revive(): void {
    this.#crashTimesMs = [];
    this.#drop();
    this.start();
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#drop();
  }

  #drop(): void {
    const process = this.#process;
    this.#process = undefined;
    this.#lifetime.abort();
    process?.kill();
  }

  #onReply(reply: SpeechProcessReply): void {
    if (reply.type === 'pong') {
      this.#missedHeartbeatCount = 0;
      this.residentBytes = reply.residentBytes;
      if (reply.residentBytes > this.#deps.memoryLimitBytes) this.condemn('memory limit reached');
      return;
    }
    if (reply.type === 'loaded' || reply.type === 'load-failed') this.#loadingVariant = undefined;
    if (reply.type === 'loaded' && reply.variant === 'full') {
      this.#deps.onReady(reply, this.#deps.clock.nowMs() - this.#startMs);
    }
    if (reply.type === 'load-failed' && reply.variant === 'full') {
      this.condemn(reply.message);
      return;
    }
    this.#deps.onReply(reply);
  }

  #onDeath(detail: string): void {
    this.#process = undefined;
    if (this.#isClosed) return;
    const { clock, log, onLost } = this.#deps;
    // A broken GPU driver shows as a crash while the model loads; the processor is tried next.
    if (this.#loadingVariant === 'full' && this.#isGpuTried) this.#isGpuTried = false;
    const nowMs = clock.nowMs();
    this.#crashTimesMs = [...this.#crashTimesMs.filter((atMs) => nowMs - atMs < CRASH_WINDOW_MS), nowMs];
    const isDown = this.#crashTimesMs.length >= MAX_CRASH_COUNT;
    log.warn('speech process lost', { detail, crashCount: this.#crashTimesMs.length, isDown });
    if (isDown) {
      onLost(detail, transcriberDown());
      return;
    }
    onLost(detail);
    this.restartCount += 1;
    this.start();
  }

  async #watch(process: SpeechProcess, signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    this.#missedHeartbeatCount = 0;
    try {
      for (;;) {
        await clock.sleep(HEARTBEAT_MS, signal);
        if (this.#loadingVariant) {
          // Loading blocks the process, so it has a deadline instead of a heartbeat.
          if (clock.nowMs() - this.#loadStartMs > LOAD_DEADLINE_MS) this.condemn('loading took too long');
          continue;
        }
        this.#missedHeartbeatCount += 1;
        if (this.#missedHeartbeatCount > MAX_MISSED_HEARTBEAT_COUNT) this.condemn('no heartbeat');
        else process.send({ type: 'ping' });
      }
    } catch {
      // The process is gone; whoever ended it goes on from there.
    }
  }
}

function transcriberDown(): EngineError {
  return new EngineError(
    'transcriber-down',
    'Speech recognition crashed four times in five minutes and is switched off.',
    'Restart speech recognition, or pick a smaller speech model.',
  );
}
