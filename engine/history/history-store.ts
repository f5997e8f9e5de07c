import { logFailure, runLater } from '../base/background.ts';
import { EngineError } from '../base/engine-error.ts';
import type { Answer, Transcript } from '../base/nouns.ts';
import type { CallRecord, CallSummary, ExportFormat, HistoryHit } from './call-record.ts';
import { exportCall } from './export-call.ts';
import { removeMovedAside } from './history-database.ts';
import { HistoryWriter, type HistoryOptions, type HistoryState, type OpenCall } from './history-writer.ts';

/** In the data folder. */
export const HISTORY_FILE_NAME = 'history.db';

/** A partial answer reaches the disk at most this long after it was published. */
const PARTIAL_INTERVAL_MS = 1_000;

/**
 * What was said and answered, call by call. Appending never throws and never waits: a full or broken disk
 * shows in `state`, what is appended meanwhile waits in a bounded queue, and listening continues.
 */
export interface History extends Disposable {
  readonly state: HistoryState;
  onStateChange(listener: (state: HistoryState) => void): () => void;
  /** What is appended next belongs to a new call; a call without words leaves no trace. */
  startCall(): OpenCall;
  /**
   * Survives a kill of the process from the moment this returns; under load, 0.05 s later.
   * @param call left out: the newest; late text belongs to the call in which it was said.
   * @param isFinal false while the turn is open; later words of the turn replace these.
   */
  appendTranscript(transcript: Transcript, call?: OpenCall, isFinal?: boolean): void;
  /** Who spoke a turn that was appended. */
  noteSpeaker(turnId: string, speakerId: number, call: OpenCall): void;
  nameSpeaker(speakerId: number, name: string, call: OpenCall): void;
  /** An open turn turned out to have no words. */
  dropTranscript(turnId: string): void;
  /** @param isFinal false while it streams; the stored row says `interrupted` until the final one. */
  appendAnswer(answer: Answer, isFinal: boolean): void;
  /** Newest first; every word must occur, the last one as a beginning. */
  search(text: string, limitCount?: number): readonly HistoryHit[];
  /** Newest first. */
  list(limitCount?: number): readonly CallSummary[];
  /** Ids of calls without a word since then, oldest first. @throws as `deleteCall` does. */
  callsBefore(wallMs: number): readonly number[];
  /** @throws EngineError 'bad-argument' when there is no such call. */
  read(callId: number): CallRecord;
  export(callId: number, format: ExportFormat): string;
  /**
   * Its text is overwritten on the disk; later words start a call of their own.
   * @returns whether it is the newest, to which words may still be added.
   * @throws EngineError 'history-unavailable', or the database's error.
   */
  deleteCall(callId: number): boolean;
  /** Overwrites on the disk what `deleteCall` or `wipe` could not, and throws as `deleteCall` does. */
  finishDeleting(): void;
  /** To which words may still be added; undefined before its first one. */
  readonly newestCallId: number | undefined;
  /** What was damaged, moved aside and not written since then. @throws the file system's error. */
  deleteMovedAside(beforeMs: number): void;
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

/** Opens the history; never throws: what is wrong with the file shows in `state`. */
export function openHistory(options: HistoryOptions): History {
  return new StoredHistory(options);
}

class StoredHistory implements History {
  readonly #options: HistoryOptions;
  readonly #writer: HistoryWriter;
  readonly #partials = new Map<string, Answer>();
  readonly #closed = new AbortController();
  #call: OpenCall = newCall();
  #isFlushPlanned = false;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#writer = new HistoryWriter(options);
  }

  get state(): HistoryState {
    return this.#writer.state;
  }

  onStateChange(listener: (state: HistoryState) => void): () => void {
    return this.#writer.onStateChange(listener);
  }

  startCall(): OpenCall {
    this.#flushPartials();
    this.#call = newCall();
    return this.#call;
  }

  appendTranscript(transcript: Transcript, of: OpenCall = this.#call, isFinal = true): void {
    const owner = this.#started(of);
    const atMs = this.#options.clock.wallMs();
    const { turnId } = transcript;
    const { growingIds } = this.#writer;
    this.#writer.write(owner, (rows) => {
      const callId = this.#writer.idOf(rows, owner);
      const id = rows.putTranscript(callId, transcript, atMs, growingIds.get(turnId));
      if (isFinal) growingIds.delete(turnId);
      else growingIds.set(turnId, id);
    });
  }

  dropTranscript(turnId: string): void {
    const { growingIds } = this.#writer;
    this.#writer.write(undefined, (rows) => {
      const id = growingIds.get(turnId);
      if (id !== undefined) rows.removeTranscript(id);
      growingIds.delete(turnId);
    });
  }

  noteSpeaker(turnId: string, speakerId: number, owner: OpenCall): void {
    this.#writer.write(owner, (rows) => {
      if (owner.id !== undefined) rows.putSpeaker(owner.id, turnId, speakerId);
    });
  }

  nameSpeaker(speakerId: number, name: string, owner: OpenCall): void {
    this.#writer.write(owner, (rows) => {
      if (owner.id !== undefined) rows.putSpeakerName(owner.id, speakerId, name);
    });
  }

  appendAnswer(answer: Answer, isFinal: boolean): void {
    if (isFinal) {
      this.#partials.delete(answer.turnId);
      this.#writeAnswer(answer);
    } else {
      this.#partials.set(answer.turnId, answer);
      this.#planFlush();
    }
  }

  search(text: string, limitCount = 50): readonly HistoryHit[] {
    return this.#writer.readable().search(text, limitCount);
  }

  list(limitCount = 100): readonly CallSummary[] {
    return this.#writer.readable().listCalls(limitCount);
  }

  callsBefore(wallMs: number): readonly number[] {
    return this.#writer.readable().callsBefore(wallMs);
  }

  finishDeleting(): void {
    this.#writer.readable().finishDeleting();
  }

  get newestCallId(): number | undefined {
    return this.#call.id;
  }

  deleteMovedAside(beforeMs: number): void {
    removeMovedAside(this.#options.path, beforeMs);
  }

  read(callId: number): CallRecord {
    const record = this.#writer.readable().readCall(callId);
    if (record) return record;
    throw new EngineError(
      'bad-argument',
      `There is no call ${callId}.`,
      'List the calls with `npm run -s sotto -- history`.',
    );
  }

  export(callId: number, format: ExportFormat): string {
    return exportCall(this.read(callId), format);
  }

  deleteCall(callId: number): boolean {
    this.#writer.drain();
    const newest = this.#call;
    if (newest.id !== callId) {
      this.#writer.readable().deleteCall(callId);
      return false;
    }
    this.#partials.clear();
    this.#writer.wipeCall(newest);
    // Its readers hold on to it, so it is emptied rather than replaced.
    newest.id = undefined;
    newest.startedAtMs = undefined;
    return true;
  }

  wipe(scope: WipeScope): void {
    const wiped = this.#call;
    this.#call = newCall();
    this.#partials.clear();
    try {
      if (scope === 'call') this.#writer.wipeCall(wiped);
      else this.#writer.wipeAll();
    } catch (error) {
      throw new EngineError(
        'history-unavailable',
        'What was said could not be erased from the disk.',
        `Close what else reads ${this.#options.path}, then erase again, or delete the file.`,
        { cause: error },
      );
    }
  }

  retry(): void {
    this.#writer.drain();
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#flushPartials();
    this.#closed.abort();
    this.#writer.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #started(owner: OpenCall): OpenCall {
    owner.startedAtMs ??= this.#options.clock.wallMs();
    return owner;
  }

  #writeAnswer(answer: Answer): void {
    const owner = this.#started(this.#call);
    const atMs = this.#options.clock.wallMs();
    this.#writer.write(owner, (rows) => rows.putAnswer(this.#writer.idOf(rows, owner), answer, atMs));
  }

  #flushPartials(): void {
    const answers = [...this.#partials.values()];
    this.#partials.clear();
    for (const answer of answers) this.#writeAnswer({ ...answer, status: 'interrupted' });
  }

  #planFlush(): void {
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    const flush = (): void => {
      this.#isFlushPlanned = false;
      this.#flushPartials();
    };
    const { clock, log } = this.#options;
    const onFailure = logFailure(log, 'keep partial answers');
    runLater(PARTIAL_INTERVAL_MS, flush, { clock, onFailure }, this.#closed.signal);
  }
}

function newCall(): OpenCall {
  return { id: undefined, startedAtMs: undefined };
}
