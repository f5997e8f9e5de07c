import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Logger } from '../base/logger.ts';
import { checkDatabaseFile, makeDatabaseFile } from '../base/regular-file.ts';
import { searchForm } from './search-form.ts';

const SCHEMA_VERSION = 4;
const BUSY_DEADLINE_MS = 250;
/** Larger files are checked as a whole only after a crash, to keep the start short. */
const ALWAYS_CHECKED_BYTES = 8 * 1_024 * 1_024;
const OWNER_ONLY_DIRECTORY = 0o700;
const COMPANION_SUFFIXES = ['', '-wal', '-shm'];
const MOVED_ASIDE = '.bad-';
/** A disk that damages each new file must not fill up with them; the oldest go first. */
const MAX_ASIDE_COUNT = 3;

/** SQLite result codes that say the file itself is not a usable database. */
const DAMAGED_CODES: ReadonlySet<number> = new Set([11, 26]);
const CODE_FULL = 13;
const CODE_CONSTRAINT = 19;

const STAMP = `PRAGMA user_version = ${SCHEMA_VERSION};`;

const SCHEMA = `
  CREATE TABLE calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE transcripts (
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
    turn_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    is_shared INTEGER NOT NULL DEFAULT 0,
    text TEXT NOT NULL,
    start_ms REAL NOT NULL,
    end_ms REAL NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX transcripts_of_call ON transcripts(call_id, id);
  CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
    turn_id TEXT NOT NULL,
    question TEXT NOT NULL,
    bullets TEXT NOT NULL,
    path TEXT NOT NULL,
    status TEXT NOT NULL,
    model TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    UNIQUE (call_id, turn_id)
  ) STRICT;
`;
/** Who spoke, and the names that the user gave; versions up to 3 knew none of it. */
const ADD_SPEAKERS = `
  ALTER TABLE transcripts ADD COLUMN speaker_id INTEGER;
  CREATE TABLE speakers (
    call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
    speaker_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (call_id, speaker_id)
  ) STRICT;
`;
/** Rows of transcripts have the rowid 2 × id, rows of answers 2 × id + 1. Vowel signs are parts of words. */
const INDEX = `
  CREATE VIRTUAL TABLE passages USING fts5(
    text, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
  );
  INSERT INTO passages(passages, rank) VALUES ('secure-delete', 1);
  CREATE TRIGGER transcript_added AFTER INSERT ON transcripts BEGIN
    INSERT INTO passages(rowid, text) VALUES (2 * new.id, search_form(new.text));
  END;
  CREATE TRIGGER transcript_removed AFTER DELETE ON transcripts BEGIN
    DELETE FROM passages WHERE rowid = 2 * old.id;
  END;
  CREATE TRIGGER answer_added AFTER INSERT ON answers BEGIN
    INSERT INTO passages(rowid, text) VALUES (2 * new.id + 1, search_form(new.question || char(10) || new.bullets));
  END;
  CREATE TRIGGER answer_changed AFTER UPDATE ON answers BEGIN
    DELETE FROM passages WHERE rowid = 2 * old.id + 1;
    INSERT INTO passages(rowid, text) VALUES (2 * new.id + 1, search_form(new.question || char(10) || new.bullets));
  END;
  CREATE TRIGGER answer_removed AFTER DELETE ON answers BEGIN
    DELETE FROM passages WHERE rowid = 2 * old.id + 1;
  END;
  ${STAMP}
`;
/** Versions 1 and 2 did not say whether a microphone was everybody's. */
const ADD_SHARED = 'ALTER TABLE transcripts ADD COLUMN is_shared INTEGER NOT NULL DEFAULT 0;';
/** Version 1 indexed the text as it was said, so no word inside a sentence without blanks was found. */
const DROP_INDEX = `
  DROP TRIGGER transcript_added; DROP TRIGGER transcript_removed;
  DROP TRIGGER answer_added; DROP TRIGGER answer_changed; DROP TRIGGER answer_removed;
  DROP TABLE passages;
`;
const FILL_INDEX = `
  INSERT INTO passages(rowid, text) SELECT 2 * id, search_form(text) FROM transcripts;
  INSERT INTO passages(rowid, text)
    SELECT 2 * id + 1, search_form(question || char(10) || bullets) FROM answers;
`;

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** The file was written by a newer Sotto: it is read and left as it is. */
  readonly isReadOnly: boolean;
  /** Where a damaged file was moved to, if there was one. */
  readonly movedTo: string | undefined;
}

/**
 * Opens the history, or makes it. A damaged file is moved aside with its companions; the newest of those are kept.
 * @param file a path, or `:memory:` for a history that ends with the process.
 * @throws EngineError when it is not a file; the database's or the file system's error when it cannot be opened at all.
 */
export function openDatabase(file: string, options: { isReadOnly?: boolean; log: Logger }): OpenedDatabase {
  if (file === ':memory:') {
    return { database: prepare(new DatabaseSync(file)), isReadOnly: false, movedTo: undefined };
  }
  if (options.isReadOnly) {
    bringUpToDate(file, options.log);
    return { database: openReadOnly(file), isReadOnly: true, movedTo: undefined };
  }
  // The settings made it already; one level, since `recursive` spins where a file system takes no folders.
  if (!existsSync(path.dirname(file))) mkdirSync(path.dirname(file), { mode: OWNER_ONLY_DIRECTORY });
  try {
    return { ...openChecked(file), movedTo: undefined };
  } catch (error) {
    if (!isDamaged(error)) throw error;
    const movedTo = moveAside(file);
    options.log.warn('history was damaged and moved aside', { error, movedTo });
    return { ...openChecked(file), movedTo };
  }
}

export function isDamaged(error: unknown): boolean {
  return DAMAGED_CODES.has(resultCodeOf(error));
}

export function isDiskFull(error: unknown): boolean {
  return resultCodeOf(error) === CODE_FULL;
}

export function isConstraint(error: unknown): boolean {
  return resultCodeOf(error) === CODE_CONSTRAINT;
}

class DamagedFile extends Error {
  readonly errcode = 11;
}

function resultCodeOf(error: unknown): number {
  // The low byte is the primary code, the rest refines it.
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}

function openChecked(file: string): { database: DatabaseSync; isReadOnly: boolean } {
  const crashed = existsSync(`${file}-wal`);
  makeDatabaseFile(file);
  const database = new DatabaseSync(file, { timeout: BUSY_DEADLINE_MS });
  try {
    const version = versionOf(database);
    if (version > SCHEMA_VERSION) {
      database.close();
      return { database: openReadOnly(file), isReadOnly: true };
    }
    if (version > 0 && (crashed || statSync(file).size <= ALWAYS_CHECKED_BYTES)) checkWhole(database);
    return { database: prepare(database), isReadOnly: false };
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

function openReadOnly(file: string): DatabaseSync {
  checkDatabaseFile(file);
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_DEADLINE_MS });
  try {
    if (statSync(file).size <= ALWAYS_CHECKED_BYTES) checkWhole(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws the database's error, or DamagedFile. */
function checkWhole(database: DatabaseSync): void {
  const verdict = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  if (verdict !== 'ok') throw new DamagedFile(String(verdict));
}

/**
 * With a write-ahead log and `synchronous = NORMAL` a commit survives the death of the process at once and a
 * loss of power from the next checkpoint on; `LogCheckpoint` sees to those, and a log that starts over is cut to
 * its length. Deleted text is overwritten.
 */
function prepare(database: DatabaseSync): DatabaseSync {
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 0; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;',
  );
  database.function('search_form', { deterministic: true }, (text) => searchForm(String(text)));
  const version = versionOf(database);
  if (version === 0) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} ${ADD_SPEAKERS} ${INDEX} COMMIT;`);
  if (version === 1)
    database.exec(
      `BEGIN IMMEDIATE; ${DROP_INDEX} ${ADD_SHARED} ${ADD_SPEAKERS} ${INDEX} ${FILL_INDEX} COMMIT;`,
    );
  if (version === 2) database.exec(`BEGIN IMMEDIATE; ${ADD_SHARED} ${ADD_SPEAKERS} ${STAMP} COMMIT;`);
  if (version === 3) database.exec(`BEGIN IMMEDIATE; ${ADD_SPEAKERS} ${STAMP} COMMIT;`);
  return database;
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** Reading alone cannot renew the index of an older version; where it must not be written, that one serves. */
function bringUpToDate(file: string, log: Logger): void {
  try {
    const database = openReadOnly(file);
    const version = versionOf(database);
    database.close();
    if (version > 0 && version < SCHEMA_VERSION) openChecked(file).database.close();
  } catch (error) {
    log.info('history index not renewed', { error });
  }
}

/** Deletes the file with its companions. */
export function removeDatabase(file: string): void {
  for (const suffix of COMPANION_SUFFIXES) rmSync(`${file}${suffix}`, { force: true });
}

/** Deletes what was damaged once and moved aside, as far as it was written before then. */
export function removeMovedAside(file: string, beforeMs = Infinity): void {
  for (const name of namesAside(file)) {
    // The time of a name that holds none is unknown, so it stays until everything goes.
    const isOld = beforeMs === Infinity || numberAside(file, name) < beforeMs;
    if (isOld) rmSync(path.join(path.dirname(file), name), { force: true });
  }
}

function moveAside(file: string): string {
  let number = Math.round(statSync(file).mtimeMs);
  // A copy that was put in its place may have the same time.
  while (existsSync(`${file}${MOVED_ASIDE}${number}`)) number += 1;
  const movedTo = `${file}${MOVED_ASIDE}${number}`;
  for (const suffix of COMPANION_SUFFIXES) {
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${movedTo}${suffix}`);
  }
  removeOlder(file, movedTo);
  return movedTo;
}

/** Beside the newest, whatever its time says. */
function removeOlder(file: string, newest: string): void {
  const numbers = new Set(namesAside(file).map((name) => numberAside(file, name)));
  const others = [...numbers]
    .filter((number) => !Number.isNaN(number))
    .toSorted((a, b) => b - a)
    .map((number) => `${file}${MOVED_ASIDE}${number}`)
    .filter((aside) => aside !== newest);
  for (const aside of others.slice(MAX_ASIDE_COUNT - 1)) removeDatabase(aside);
}

/** When it was last written, or a little more. */
function numberAside(file: string, name: string): number {
  return Number.parseInt(name.slice(`${path.basename(file)}${MOVED_ASIDE}`.length), 10);
}

/** With the companions. */
function namesAside(file: string): readonly string[] {
  const folder = path.dirname(file);
  const prefix = `${path.basename(file)}${MOVED_ASIDE}`;
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(prefix)) : [];
}
