import { logFailure, runLater } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import { createTokenBucket } from '../base/token-bucket.ts';
import {
  isConstraint,
  isDamaged,
  isDiskFull,
  openDatabase,
  removeDatabase,
  removeMovedAside,
} from './history-database.ts';
import { createHistoryRows, type HistoryRows } from './history-rows.ts';
import { createLogCheckpoint, type LogCheckpoint } from './log-checkpoint.ts';

/** Writes kept in memory while the disk takes none; the oldest go first. */
const WAITING_LIMIT_COUNT = 1_000;
/** At the pace of a human call, writes reach the disk at once; faster ones are batched, up to this count or delay. */
const BATCH_DELAY_MS = 50;
const BATCH_LIMIT_COUNT = 64;
const AT_ONCE_BURST_COUNT = 16;
const AT_ONCE_REFILL_MS = 100;

/** `session`: kept in memory only. `unavailable`: new words wait in memory. */
export interface HistoryState {
  readonly status: 'ready' | 'session' | 'read-only' | 'unavailable';
  /** One line for the user; '' when there is nothing to report. */
  readonly message: string;
  readonly remedy: string;
}

/** A call that words may still be added to. */
export interface OpenCall {
  /** Of its row, which is written with its first word. */
  id: number | undefined;
  startedAtMs: number | undefined;
}

export interface HistoryOptions {
  /** A file, or `:memory:` for a history that ends with the process. */
  readonly path: string;
  /** A history of earlier runs that is not opened, but is deleted with the others when all calls are wiped. */
  readonly olderPath?: string | undefined;
  readonly isReadOnly?: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Write {
  /** The call that the words belong to. */
  readonly owner: OpenCall | undefined;
  readonly operation: (rows: HistoryRows) => void;
}

const READY: HistoryState = { status: 'ready', message: '', remedy: '' };

/** Takes changes in order and brings them to the disk; while that cannot be written, they wait in memory. */
export class HistoryWriter {
  /** Rows of turns that are still open, by turn. */
  readonly growingIds = new Map<string, number>();
  readonly #options: HistoryOptions;
  readonly #listeners = new Set<(state: HistoryState) => void>();
  readonly #closed = new AbortController();
  readonly #atOnce;
  readonly #checkpoint: LogCheckpoint;
  #rows: HistoryRows | undefined;
  #openFailure: unknown;
  #state: HistoryState = READY;
  #readyState: HistoryState = READY;
  #waiting: Write[] = [];
  /** Calls whose row is part of the change under way. */
  #startedCalls: OpenCall[] = [];
  #isBatchPlanned = false;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#atOnce = createTokenBucket({
      capacityCount: AT_ONCE_BURST_COUNT,
      refillMs: AT_ONCE_REFILL_MS,
      nowMs: () => options.clock.nowMs(),
    });
    this.#checkpoint = createLogCheckpoint(options.path, options.log);
    this.#open();
    if (this.#rows) this.#state = this.#readyState;
  }

  get state(): HistoryState {
    return this.#state;
  }

  get isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  onStateChange(listener: (state: HistoryState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  write(owner: OpenCall | undefined, operation: Write['operation']): void {
    if (this.isClosed || this.#readyState.status === 'read-only') return;
    this.#waiting.push({ owner, operation });
    if (this.#waiting.length > WAITING_LIMIT_COUNT) this.#waiting = this.#waiting.slice(-WAITING_LIMIT_COUNT);
    const isAtOnce = !this.#isBatchPlanned && this.#atOnce.take();
    if (isAtOnce || this.#waiting.length >= BATCH_LIMIT_COUNT) this.drain();
    else this.#planBatch();
  }

  /** The row of a call, made if need be; for operations. */
  idOf(rows: HistoryRows, owner: OpenCall): number {
    if (owner.id !== undefined) return owner.id;
    this.#startedCalls.push(owner);
    owner.id = rows.addCall(owner.startedAtMs ?? this.#options.clock.wallMs());
    return owner.id;
  }

  /** Writes what waits, all of it or nothing. */
  drain(): void {
    if (!this.#rows && !this.isClosed) this.#open();
    const rows = this.#rows;
    if (!rows || this.#readyState.status === 'read-only') return;
    const batch = [...this.#waiting];
    const growingBefore = [...this.growingIds];
    try {
      if (batch.length > 0)
        rows.atomically(() => batch.forEach(({ operation }) => this.#run(rows, operation)));
      this.#waiting.splice(0, batch.length);
      this.#checkpoint.noteWrites(batch.length);
      this.#setState(this.#readyState);
    } catch (error) {
      for (const started of this.#startedCalls) started.id = undefined;
      this.growingIds.clear();
      for (const [turnId, id] of growingBefore) this.growingIds.set(turnId, id);
      this.#fail(error);
    }
    this.#startedCalls = [];
  }

  /**
   * The rows, after everything that waits.
   * @throws EngineError 'history-unavailable'
   */
  readable(): HistoryRows {
    if (this.#waiting.length > 0) this.drain();
    if (this.#rows) return this.#rows;
    throw unreadable(this.#openFailure, this.#options.path);
  }

  wipeCall(wiped: OpenCall): void {
    this.growingIds.clear();
    this.#waiting = this.#waiting.filter(({ owner }) => owner !== wiped);
    if (wiped.id !== undefined) this.readable().deleteCall(wiped.id);
  }

  /** A file that lets nothing be deleted from it is deleted as a whole. */
  wipeAll(): void {
    const { path, olderPath, log } = this.#options;
    this.growingIds.clear();
    this.#waiting = [];
    try {
      if (this.#readyState.status === 'read-only') throw new Error('the history is read only');
      this.readable().deleteAllCalls();
    } catch (error) {
      log.warn('calls cannot be deleted from the history, so it is deleted', { error });
      this.#rows?.close();
      this.#rows = undefined;
      removeDatabase(path);
      this.#open();
    }
    removeMovedAside(path);
    if (olderPath === undefined) return;
    removeDatabase(olderPath);
    removeMovedAside(olderPath);
  }

  close(): void {
    if (this.isClosed) return;
    this.drain();
    this.#closed.abort();
    this.#rows?.close();
    this.#rows = undefined;
  }

  #planBatch(): void {
    if (this.#isBatchPlanned) return;
    this.#isBatchPlanned = true;
    const write = (): void => {
      this.#isBatchPlanned = false;
      this.drain();
    };
    const { clock, log } = this.#options;
    runLater(
      BATCH_DELAY_MS,
      write,
      { clock, onFailure: logFailure(log, 'write history') },
      this.#closed.signal,
    );
  }

  /** An operation that can never succeed (its call was deleted meanwhile) must not hold up the others. */
  #run(rows: HistoryRows, operation: Write['operation']): void {
    try {
      operation(rows);
    } catch (error) {
      if (!isConstraint(error)) throw error;
      this.#options.log.info('history row without its call', { error });
    }
  }

  #open(): void {
    try {
      const opened = openDatabase(this.#options.path, this.#options);
      this.#rows = createHistoryRows(opened.database);
      this.#readyState = stateOf(opened, this.#options.path);
    } catch (error) {
      this.#openFailure = error;
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { path, log } = this.#options;
    log.warn('history cannot be written', { error, waitingCount: this.#waiting.length });
    if (isDamaged(error)) {
      // The next attempt reopens it, which moves the damaged file aside.
      this.#rows?.close();
      this.#rows = undefined;
      for (const { owner } of this.#waiting) if (owner) owner.id = undefined;
    }
    this.#setState({
      status: 'unavailable',
      message: 'The history cannot be written; this call is kept in memory.',
      remedy: isDiskFull(error) ? 'Free some disk space.' : unreadable(error, path).remedy,
    });
  }

  #setState(next: HistoryState): void {
    if (next.status === this.#state.status && next.message === this.#state.message) return;
    this.#state = next;
    for (const listener of this.#listeners) listener(next);
  }
}

function unreadable(cause: unknown, file: string): EngineError {
  const isDamage = isDamaged(cause);
  const reason = cause instanceof EngineError ? `: ${cause.message}` : isDamage ? ': it is damaged.' : '.';
  const remedy =
    cause instanceof EngineError
      ? cause.remedy
      : isDamage
        ? `Move ${file} away; Sotto then starts a new one.`
        : `See to it that ${file} is yours to read and write.`;
  return new EngineError('history-unavailable', `The history cannot be opened${reason}`, remedy, { cause });
}

function stateOf(opened: { isReadOnly: boolean; movedTo: string | undefined }, file: string): HistoryState {
  if (file === ':memory:') return { status: 'session', message: '', remedy: '' };
  if (opened.isReadOnly) {
    return {
      status: 'read-only',
      message: 'The history was written by a newer Sotto; nothing is added to it.',
      remedy: 'Update Sotto.',
    };
  }
  if (opened.movedTo === undefined) return READY;
  return {
    status: 'ready',
    message: 'The history was damaged, so a new one was started.',
    remedy: `The old file is kept as ${opened.movedTo}.`,
  };
}
