import type { Logger } from '../base/logger.ts';
import {
  WatchedProcess,
  type ModelPlan,
  type WatchedProcessDeps,
  type WatchedProcessOwner,
} from './watched-process.ts';

/** What a spare may take of the machine. */
export interface SpareRoom {
  /** Resident memory that one more process is expected to have. */
  readonly expectedBytes: number;
  /** Memory that a new process can have now without pushing others out. */
  readonly availableBytes: () => number;
}

export interface SpareProcessDeps extends WatchedProcessDeps {
  readonly room: SpareRoom;
  /** What the running process has loaded; undefined while there is none or it must not be doubled. */
  readonly plan: () => ModelPlan | undefined;
  readonly log: Logger;
}

/** Nobody wants the recognizer for so long; shorter than what other idle work waits for, so it comes first. */
const IDLE_MS = 1_500;
/** Each time that no spare can be had or kept, the next one waits for twice as long, up to this. */
const MAX_IDLE_MS = 12_000;
/** What must be left for the call, the browser and the chat model. */
const MARGIN_BYTES = 1_000_000_000;
/** A parked spare goes when less is left; well below the margin, so that it does not come and go. */
const PRESSED_BYTES = MARGIN_BYTES / 2;
/** A spare that ends by itself this often in the time is not tried again before the time is over. */
const MAX_FAILURE_COUNT = 3;
const FAILURE_WINDOW_MS = 300_000;

/**
 * A second speech process with the same models, loaded, warmed and parked, that can take over at once. It is
 * started only when no pass was wanted for a while, and gives way to any pass while it loads.
 */
export class SpareProcess implements Disposable {
  readonly #deps: SpareProcessDeps;
  #process: WatchedProcess | undefined;
  #waiting = new AbortController();
  #isIdle = false;
  #idleMs = IDLE_MS;
  #startMs = 0;
  #failureTimesMs: number[] = [];
  #reloadMs = 0;

  constructor(deps: SpareProcessDeps) {
    this.#deps = deps;
  }

  /** Everything is loaded and warmed. */
  get isReady(): boolean {
    return this.#process?.isComplete ?? false;
  }

  get isLoading(): boolean {
    return this.#process !== undefined && !this.#process.isComplete;
  }

  /** What the newest spare took: its start, its loads and its dummy passes. */
  get reloadMs(): number {
    return this.#reloadMs;
  }

  /** The recognizer has nothing to do; a missing spare is started when that lasts. */
  noteIdle(): void {
    this.#isIdle = true;
    void this.#startWhenUnused();
  }

  /** A pass begins; a spare that still loads would slow it down and is given up. */
  noteBusy(): void {
    this.#isIdle = false;
    this.#waiting.abort();
    if (!this.isLoading) return;
    this[Symbol.dispose]();
    this.#waitLonger();
  }

  /** Hands the spare over as it is; most often it is ready, otherwise it is on its way. */
  take(): WatchedProcess | undefined {
    const process = this.#process;
    this.#process = undefined;
    this.#waiting.abort();
    return process;
  }

  /** Ends the spare, if there is one, and starts none before the next `noteIdle`. */
  [Symbol.dispose](): void {
    this.take()?.[Symbol.dispose]();
  }

  async #startWhenUnused(): Promise<void> {
    this.#waiting.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    while (this.#isIdle && !this.#process) {
      try {
        await this.#deps.clock.sleep(this.#idleMs, waiting.signal);
      } catch {
        return;
      }
      const plan = this.#deps.plan();
      if (plan && !this.#failsOften() && this.#hasRoom()) this.#start(plan);
      else this.#waitLonger();
    }
  }

  #start(plan: ModelPlan): void {
    this.#startMs = this.#deps.clock.nowMs();
    this.#process = WatchedProcess.start(plan, this.#deps, this.#owner());
  }

  #owner(): WatchedProcessOwner {
    const { room, log } = this.#deps;
    return {
      onLoaded: () => {
        if (this.isReady) this.#onParked();
      },
      onTwinRefused: (detail) => this.#process?.end(detail),
      onReply: () => undefined,
      onHeartbeat: () => {
        if (!this.isReady || room.availableBytes() >= PRESSED_BYTES) return;
        log.info('spare speech process ended: memory is short');
        this[Symbol.dispose]();
        this.#waitLonger();
        void this.#startWhenUnused();
      },
      onEnd: (detail) => this.#onFailed(detail),
    };
  }

  #onParked(): void {
    this.#idleMs = IDLE_MS;
    this.#reloadMs = this.#deps.clock.nowMs() - this.#startMs;
    this.#deps.log.info('spare speech process ready', { reloadMs: Math.round(this.#reloadMs) });
  }

  #onFailed(detail: string): void {
    this.#process = undefined;
    this.#failureTimesMs = [...this.#recentFailures(), this.#deps.clock.nowMs()];
    const failureCount = this.#failureTimesMs.length;
    this.#deps.log.info('spare speech process lost', {
      detail,
      failureCount,
      failsOften: this.#failsOften(),
    });
    this.#waitLonger();
    void this.#startWhenUnused();
  }

  #waitLonger(): void {
    this.#idleMs = Math.min(MAX_IDLE_MS, 2 * this.#idleMs);
  }

  #failsOften(): boolean {
    return this.#recentFailures().length >= MAX_FAILURE_COUNT;
  }

  #recentFailures(): number[] {
    const nowMs = this.#deps.clock.nowMs();
    return this.#failureTimesMs.filter((atMs) => nowMs - atMs < FAILURE_WINDOW_MS);
  }

  #hasRoom(): boolean {
    const { expectedBytes, availableBytes } = this.#deps.room;
    const freeBytes = availableBytes();
    const hasRoom = freeBytes >= expectedBytes + MARGIN_BYTES;
    if (!hasRoom) this.#deps.log.debug('no memory for a spare speech process', { freeBytes, expectedBytes });
    return hasRoom;
  }
}
