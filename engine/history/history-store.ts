import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import type { Answer, Transcript } from '../base/nouns.ts';
import type { CallRecord, CallSummary, ExportFormat, HistoryHit } from './call-record.ts';
import { exportCall } from './export-call.ts';
import {
  isConstraint,
  isDamaged,
  isDiskFull,
  openDatabase,
  removeDatabase,
  removeMovedAside,
} from './history-database.ts';
import { createHistoryRows, type HistoryRows } from './history-rows.ts';

/** In the data folder. */
export const HISTORY_FILE_NAME = 'history.db';

/** A partial answer reaches the disk at most this long after it was told. */
const PARTIAL_INTERVAL_MS = 1_000;
/** Writes kept in memory while the disk takes none; the oldest go first. */
const WAITING_LIMIT_COUNT = 1_000;

/** `session`: kept in memory only. `unavailable`: what is said now waits in memory. */
export interface HistoryState {
  readonly status: 'ready' | 'session' | 'read-only' | 'unavailable';
  /** One line for the user; '' when there is nothing to tell. */
  readonly message: string;
  readonly remedy: string;
}

/**
 * What was said and answered, call by call. Appending never throws and never waits: a full or broken disk
 * shows in `state`, what is appended meanwhile waits in a bounded queue, and listening goes on.
 */
export interface History extends Disposable {
  readonly state: HistoryState;
  onStateChange(listener: (state: HistoryState) => void): () => void;
  /** What is appended next belongs to a new call; a call without words leaves no trace. */
  startCall(): OpenCall;
  /**
   * Survives a kill of the process from the moment this returns.
   * @param call left out: the newest; late text belongs to the call in which it was said.
   * @param isFinal false while the turn goes on; what comes later of it takes the place of these words.
   */
  appendTranscript(transcript: Transcript, call?: OpenCall, isFinal?: boolean): void;
  /** The words of a turn that was going on were none. */
  dropTranscript(turnId: string): void;
  /** @param isFinal false while it streams; the stored row says `interrupted` until the final one. */
  appendAnswer(answer: Answer, isFinal: boolean): void;
  /** Newest first; every word must occur, the last one as a beginning. */
  search(text: string, limitCount?: number): readonly HistoryHit[];
  /** Newest first. */
  list(limitCount?: number): readonly CallSummary[];
  /** @throws EngineError 'bad-argument' when there is no such call. */
  read(callId: number): CallRecord;
  export(callId: number, format: ExportFormat): string;
  /** Its text is overwritten on the disk. */
  deleteCall(callId: number): void;
  /**
   * Erases the newest call or all of them, with what waits to be written and what was moved aside.
   * @throws EngineError 'history-unavailable' when something may be left on the disk.
   */
  wipe(scope: WipeScope): void;
  /** Tries to open or write again what failed before. */
  retry(): void;
  close(): void;
}

export type WipeScope = 'call' | 'all-calls';

/** A call that words may still be added to. */
export interface OpenCall {
  /** Of its row, which is written with its first word. */
  id: number | undefined;
  startedAtMs: number | undefined;
}

export interface HistoryOptions {
  /** A file, or `:memory:` for a history that ends with the process. */
  readonly path: string;
  /** A history of earlier runs that is not opened, but goes with the others when all calls are wiped. */
  readonly olderPath?: string | undefined;
  readonly isReadOnly?: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

const READY: HistoryState = { status: 'ready', message: '', remedy: '' };

interface Write {
  /** The call that the words belong to. */
  readonly owner: OpenCall | undefined;
  readonly operation: (rows: HistoryRows) => void;
}

/** Opens the history; never throws: what is wrong with the file shows in `state`. */
export function openHistory(options: HistoryOptions): History {
  const { clock, log } = options;
  const listeners = new Set<(state: HistoryState) => void>();
  const closed = new AbortController();
  let rows: HistoryRows | undefined;
  let state: HistoryState = READY;
  let readyState: HistoryState = READY;
  let call: OpenCall = { id: undefined, startedAtMs: undefined };
  let waiting: Write[] = [];
  const partials = new Map<string, Answer>();
  /** Rows of turns that still go on, by turn. */
  const growingIds = new Map<string, number>();
  let isFlushPlanned = false;

  const setState = (next: HistoryState): void => {
    if (next.status === state.status && next.message === state.message) return;
    state = next;
    for (const listener of listeners) listener(next);
  };

  const fail = (error: unknown): void => {
    log.warn('history cannot be written', { error, waitingCount: waiting.length });
    if (isDamaged(error)) {
      // The next attempt opens it anew, which moves it aside.
      rows?.close();
      rows = undefined;
      call.id = undefined;
    }
    setState({
      status: 'unavailable',
      message: 'The history cannot be written; what is said now is kept in memory.',
      remedy: isDiskFull(error) ? 'Free some disk space.' : `Check the file ${options.path}.`,
    });
  };

  const open = (): void => {
    try {
      const opened = openDatabase(options.path, options);
      rows = createHistoryRows(opened.database);
      readyState = stateOf(opened, options.path);
    } catch (error) {
      fail(error);
    }
  };

  /** An operation that can never succeed (its call was deleted meanwhile) must not hold up the others. */
  const runWaiting = (rows: HistoryRows, operation: (rows: HistoryRows) => void): void => {
    try {
      operation(rows);
    } catch (error) {
      if (!isConstraint(error)) throw error;
      log.info('history row without its call', { error });
    }
  };

  const drain = (): void => {
    if (!rows && !closed.signal.aborted) open();
    if (!rows || readyState.status === 'read-only') return;
    try {
      while (waiting[0]) {
        runWaiting(rows, waiting[0].operation);
        waiting.shift();
      }
      setState(readyState);
    } catch (error) {
      fail(error);
    }
  };

  const write = (owner: OpenCall | undefined, operation: Write['operation']): void => {
    if (closed.signal.aborted || readyState.status === 'read-only') return;
    waiting.push({ owner, operation });
    if (waiting.length > WAITING_LIMIT_COUNT) waiting = waiting.slice(-WAITING_LIMIT_COUNT);
    drain();
  };

  const begun = (owner: OpenCall): OpenCall => {
    owner.startedAtMs ??= clock.wallMs();
    return owner;
  };

  const idOf = (rows: HistoryRows, owner: OpenCall): number =>
    (owner.id ??= rows.addCall(owner.startedAtMs ?? clock.wallMs()));

  const writeAnswer = (answer: Answer, isFinal: boolean): void => {
    const owner = begun(call);
    const atMs = clock.wallMs();
    const stored = isFinal ? answer : { ...answer, status: 'interrupted' as const };
    write(owner, (rows) => rows.putAnswer(idOf(rows, owner), stored, atMs));
  };

  const flushPartials = (): void => {
    const answers = [...partials.values()];
    partials.clear();
    for (const answer of answers) writeAnswer(answer, false);
  };

  const planFlush = (): void => {
    if (isFlushPlanned) return;
    isFlushPlanned = true;
    const flush = (): void => {
      isFlushPlanned = false;
      flushPartials();
    };
    void clock.sleep(PARTIAL_INTERVAL_MS, closed.signal).then(flush, () => undefined);
  };

  /** @throws EngineError 'history-unavailable' */
  const readable = (): HistoryRows => {
    if (rows) return rows;
    throw new EngineError('history-unavailable', 'The history cannot be read.', `Check ${options.path}.`);
  };

  const read = (callId: number): CallRecord => {
    const record = readable().readCall(callId);
    if (record) return record;
    throw new EngineError(
      'bad-argument',
      `There is no call ${callId}.`,
      'List the calls with `npm run -s sotto -- history`.',
    );
  };

  const wipeCall = (wiped: OpenCall): void => {
    waiting = waiting.filter(({ owner }) => owner !== wiped);
    if (wiped.id !== undefined) readable().deleteCall(wiped.id);
  };

  /** A file that lets nothing be deleted from it is deleted as a whole. */
  const wipeAll = (): void => {
    waiting = [];
    try {
      if (readyState.status === 'read-only') throw new Error('the history is read only');
      readable().deleteAllCalls();
    } catch (error) {
      log.warn('calls cannot be deleted from the history, so it is deleted', { error });
      rows?.close();
      rows = undefined;
      removeDatabase(options.path);
      open();
    }
    for (const file of [options.path, ...(options.olderPath === undefined ? [] : [options.olderPath])]) {
      removeMovedAside(file);
    }
    if (options.olderPath !== undefined) removeDatabase(options.olderPath);
  };

  const wipe = (scope: WipeScope): void => {
    const wiped = call;
    call = { id: undefined, startedAtMs: undefined };
    partials.clear();
    growingIds.clear();
    try {
      if (scope === 'call') wipeCall(wiped);
      else wipeAll();
    } catch (error) {
      throw new EngineError(
        'history-unavailable',
        'What was said could not be erased from the disk.',
        `Close what else reads ${options.path}, then erase again, or delete the file.`,
        { cause: error },
      );
    }
  };

  const close = (): void => {
    if (closed.signal.aborted) return;
    flushPartials();
    closed.abort();
    drain();
    rows?.close();
    rows = undefined;
  };

  open();
  if (rows) state = readyState;

  return {
    get state() {
      return state;
    },
    onStateChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    startCall() {
      flushPartials();
      call = { id: undefined, startedAtMs: undefined };
      return call;
    },
    appendTranscript(transcript, of = call, isFinal = true) {
      const owner = begun(of);
      const atMs = clock.wallMs();
      const { turnId } = transcript;
      write(owner, (rows) => {
        const id = rows.putTranscript(idOf(rows, owner), transcript, atMs, growingIds.get(turnId));
        if (isFinal) growingIds.delete(turnId);
        else growingIds.set(turnId, id);
      });
    },
    dropTranscript(turnId) {
      write(undefined, (rows) => {
        const id = growingIds.get(turnId);
        if (id !== undefined) rows.removeTranscript(id);
        growingIds.delete(turnId);
      });
    },
    appendAnswer(answer, isFinal) {
      if (isFinal) {
        partials.delete(answer.turnId);
        writeAnswer(answer, true);
      } else {
        partials.set(answer.turnId, answer);
        planFlush();
      }
    },
    search: (text, limitCount = 50) => readable().search(text, limitCount),
    list: (limitCount = 100) => readable().listCalls(limitCount),
    read,
    export: (callId, format) => exportCall(read(callId), format),
    deleteCall(callId) {
      if (call.id === callId) call = { id: undefined, startedAtMs: undefined };
      write(undefined, (rows) => rows.deleteCall(callId));
    },
    wipe,
    retry: drain,
    close,
    [Symbol.dispose]: close,
  };
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
    message: 'The history was damaged, so a new one was begun.',
    remedy: `The old file is kept as ${opened.movedTo}.`,
  };
}
