import { DatabaseSync } from 'node:sqlite';
import { logFailure, runLater } from '../base/background.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { checkDatabaseFile, makeDatabaseFile } from '../base/regular-file.ts';
import type { EngineEvent } from '../protocol/events.ts';
import { rememberTurn } from './turn-metrics.ts';

/** In the data folder. */
export const PERFORMANCE_FILE_NAME = 'performance.db';

/**
 * One measured fact of real use; no field ever holds words of a call, a device, a path or an address.
 * `answer`: name = path, detail = status, value = ms from the end of the turn to the first bullet.
 * `transcript`: value = ms from the end of the turn to its text. `lost`: name = why an utterance has no text.
 * `failure`: name = error code. `incident`: name = component, detail = its status. `feedback`: name = verdict.
 * `drift`: name = level. `start`, `stop`: of the engine.
 */
export interface Figure {
  readonly atMs: number;
  readonly kind:
    | 'answer'
    | 'transcript'
    | 'lost'
    | 'failure'
    // A part of Sotto that failed or was degraded.
    | 'incident'
    | 'feedback'
    | 'drift'
    | 'start'
    | 'stop';
  readonly name: string;
  readonly detail: string;
  readonly value: number | null;
}

/** Figures of real use on this machine, for `sotto report`. Writing never throws and never delays an event. */
export interface PerformanceLog extends Disposable {
  observe(event: EngineEvent): void;
}

export interface PerformanceLogOptions {
  /** Undefined keeps nothing. */
  readonly path: string | undefined;
  /** Asked at each figure: false while nothing of a call may stay on the disk. */
  readonly mayWrite: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Some years of daily calls in about 10 MB; the oldest go first. */
const FIGURE_LIMIT_COUNT = 100_000;
const TRIM_INTERVAL_COUNT = 1_000;
const FLUSH_INTERVAL_MS = 2_000;
const WAITING_LIMIT_COUNT = 2_000;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 250;
  CREATE TABLE IF NOT EXISTS figures (
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    detail TEXT NOT NULL,
    value REAL
  ) STRICT;
`;

export function openPerformanceLog({ path, mayWrite, clock, log }: PerformanceLogOptions): PerformanceLog {
  const database = path === undefined ? undefined : openDatabase(path, log);
  if (!database) return { observe: () => undefined, [Symbol.dispose]: () => undefined };
  const closed = new AbortController();
  const endedAtMs = new Map<string, number>();
  let waiting: Figure[] = [];
  let isFlushPlanned = false;
  let writtenCount = 0;

  const flush = (): void => {
    const figures = waiting;
    waiting = [];
    if (figures.length === 0) return;
    try {
      insert(database, figures);
      writtenCount += figures.length;
      if (writtenCount >= TRIM_INTERVAL_COUNT) {
        writtenCount = 0;
        database
          .prepare('DELETE FROM figures WHERE rowid <= (SELECT max(rowid) FROM figures) - ?')
          .run(FIGURE_LIMIT_COUNT);
      }
    } catch (error) {
      log.warn('performance figures could not be written', { error });
    }
  };
  /** Once disposed, what waits is written there. */
  const flushLater = (): void => {
    const work = (): void => {
      isFlushPlanned = false;
      flush();
    };
    const onFailure = logFailure(log, 'keep performance figures');
    runLater(FLUSH_INTERVAL_MS, work, { clock, onFailure }, closed.signal);
  };
  const add = (figure: Omit<Figure, 'atMs'>): void => {
    if (!mayWrite()) return;
    waiting.push({ atMs: clock.wallMs(), ...figure });
    if (waiting.length > WAITING_LIMIT_COUNT) waiting.shift();
    if (isFlushPlanned) return;
    isFlushPlanned = true;
    flushLater();
  };

  add({ kind: 'start', name: '', detail: '', value: null });
  return {
    observe: (event) => {
      if (event.type === 'turn.ended') {
        rememberTurn(endedAtMs, event.turnId, event.atMs);
        return;
      }
      const figure = figureOf(event, endedAtMs);
      if (figure) add(figure);
    },
    [Symbol.dispose]: () => {
      closed.abort();
      waiting.push({ atMs: clock.wallMs(), kind: 'stop', name: '', detail: '', value: null });
      flush();
      database.close();
    },
  };
}

/** What `event` says in figures, if anything. */
function figureOf(event: EngineEvent, endedAtMs: Map<string, number>): Omit<Figure, 'atMs'> | undefined {
  switch (event.type) {
    case 'transcript.completed': {
      const ended = endedAtMs.get(event.turnId);
      endedAtMs.delete(event.turnId);
      const value = ended === undefined ? null : Math.max(0, event.atMs - ended);
      return { kind: 'transcript', name: event.channel, detail: '', value };
    }
    case 'transcript.dropped':
      endedAtMs.delete(event.turnId);
      return { kind: 'lost', name: event.reason, detail: '', value: null };
    case 'answer.completed':
      return { kind: 'answer', name: event.path, detail: event.status, value: event.firstBulletMs };
    case 'failed':
      return { kind: 'failure', name: event.code, detail: '', value: null };
    case 'component.changed': {
      const { component, status } = event.state;
      if (status !== 'failed' && status !== 'degraded') return undefined;
      return { kind: 'incident', name: component, detail: status, value: null };
    }
    case 'feedback.recorded':
      return { kind: 'feedback', name: event.verdict, detail: '', value: null };
    case 'question-detector.changed':
      return { kind: 'drift', name: event.drift, detail: '', value: event.labelCount };
    default:
      return undefined;
  }
}

function openDatabase(path: string, log: Logger): DatabaseSync | undefined {
  try {
    makeDatabaseFile(path);
    const database = new DatabaseSync(path);
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    log.warn('performance figures are not kept', { error });
    return undefined;
  }
}

function insert(database: DatabaseSync, figures: readonly Figure[]): void {
  const statement = database.prepare('INSERT INTO figures VALUES (?, ?, ?, ?, ?)');
  database.exec('BEGIN');
  try {
    for (const { atMs, kind, name, detail, value } of figures) statement.run(atMs, kind, name, detail, value);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * The figures kept at `path`, oldest first; also while an engine writes there.
 * @throws the database's error when there is no such file or it is damaged, EngineError when it is not a file.
 */
export function readFigures(path: string, sinceMs: number): readonly Figure[] {
  checkDatabaseFile(path);
  using database = new DatabaseSync(path, { readOnly: true });
  const rows = database
    .prepare('SELECT at_ms AS atMs, kind, name, detail, value FROM figures WHERE at_ms >= ? ORDER BY rowid')
    .all(sinceMs);
  return rows.map((row) => ({ ...row }) as unknown as Figure);
}
