import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import {
  isConstraint,
  isDamaged,
  isDiskFull,
  openDatabase,
  removeDatabase,
  removeMovedAside,
} from '../../../engine/history/history-database.ts';
import { createHistoryRows } from '../../../engine/history/history-rows.ts';
import { transcriptOf } from './samples.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sotto-database-'));
  file = path.join(folder, 'history.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (more: { isReadOnly?: boolean } = {}) => openDatabase(file, { log: silentLogger, ...more });

/** A history with one call, as version 1 left it: its index knows words between blanks only. */
function makeVersionOne(text: string): void {
  const { database } = open();
  const rows = createHistoryRows(database);
  rows.putTranscript(rows.addCall(0), transcriptOf('t1', text), 0);
  database.exec(`DELETE FROM passages; INSERT INTO passages(rowid, text) SELECT 2 * id, text FROM transcripts;
    ALTER TABLE transcripts DROP COLUMN is_shared; ALTER TABLE transcripts DROP COLUMN speaker_id;
    DROP TABLE speakers; PRAGMA user_version = 1;`);
  database.close();
}

function found(text: string, more: { isReadOnly?: boolean } = {}): number {
  const rows = createHistoryRows(open(more).database);
  const hits = rows.search(text, 9);
  rows.close();
  return hits.length;
}

test.each([{}, { isReadOnly: true }])('the index of an older version is renewed (%o)', (how) => {
  makeVersionOne('東京の会議');
  expect(found('会議', how)).toBe(1);
  expect(found('会議')).toBe(1);
});

test('a history without speakers gets them, and keeps its words', () => {
  const older = open().database;
  const kept = createHistoryRows(older);
  kept.putTranscript(kept.addCall(0), transcriptOf('t1', 'kept'), 0);
  older.exec('ALTER TABLE transcripts DROP COLUMN speaker_id; DROP TABLE speakers; PRAGMA user_version = 3;');
  older.close();
  const rows = createHistoryRows(open().database);
  rows.putSpeaker(1, 't1', 1);
  expect(rows.readCall(1)?.transcripts).toMatchObject([{ text: 'kept', speakerId: 1 }]);
  expect(rows.search('kept', 9)).toHaveLength(1);
  rows.close();
});

test('a missing folder is made, for its owner only', () => {
  file = path.join(folder, 'inner', 'history.db');
  open().database.close();
  if (process.platform === 'win32') return;
  expect([statSync(path.dirname(file)).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
});

test.runIf(process.platform !== 'win32')('a symbolic link in the file’s place is not followed', () => {
  const target = path.join(folder, 'target');
  writeFileSync(target, 'precious');
  symlinkSync(target, file);
  expect(() => open()).toThrow('history.db in the data folder is not a file.');
  expect(readFileSync(target, 'utf8')).toBe('precious');
});

test('a reader changes nothing and may not write', () => {
  const writer = open();
  createHistoryRows(writer.database).addCall(0);
  const { database, isReadOnly } = open({ isReadOnly: true });
  expect(isReadOnly).toBe(true);
  expect(() => createHistoryRows(database).addCall(0)).toThrow('readonly');
  database.close();
  writer.database.close();
});

test('reading what is not there fails and makes nothing', () => {
  expect(() => open({ isReadOnly: true })).toThrow();
  expect(readdirSync(folder)).toEqual([]);
});

test('a newer version is opened for reading only and keeps its number', () => {
  const newer = new DatabaseSync(file);
  newer.exec('CREATE TABLE calls (id INTEGER); PRAGMA user_version = 5');
  newer.close();
  const opened = open();
  expect([opened.isReadOnly, opened.movedTo]).toEqual([true, undefined]);
  expect(opened.database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 5 });
  opened.database.close();
});

test('a damaged file is moved aside, and goes with the rest once all is to go', () => {
  writeFileSync(file, 'this is not a database, it only looks like a file '.repeat(50));
  const { database, movedTo = '' } = open();
  database.close();
  expect(path.basename(movedTo)).toMatch(/^history\.db\.bad-\d+$/);
  writeFileSync(path.join(folder, 'other.db.bad-1'), '');
  removeDatabase(file);
  removeMovedAside(file);
  expect(readdirSync(folder)).toEqual(['other.db.bad-1']);
});

test('of files that are damaged again and again the three newest are kept, none in place of another', () => {
  const damage = (text: string, modifiedS: number): string => {
    writeFileSync(file, `${text}: this is not a database, it only looks like a file `.repeat(50));
    utimesSync(file, modifiedS, modifiedS);
    const { database, movedTo = '' } = open();
    database.close();
    writeFileSync(`${movedTo}-wal`, text);
    return movedTo;
  };
  const [, ...kept] = [damage('first', 1), damage('second', 2), damage('third', 2), damage('fourth', 3)];
  removeDatabase(file);
  const names = kept.flatMap((aside) => [path.basename(aside), `${path.basename(aside)}-wal`]);
  expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
  expect(kept.map((aside) => readFileSync(aside, 'utf8').split(':', 1)[0])).toEqual([
    'second',
    'third',
    'fourth',
  ]);
});

test('where there is nothing to remove, nothing fails', () => {
  file = path.join(folder, 'nowhere', 'history.db');
  removeDatabase(file);
  removeMovedAside(file);
});

test('errors are told apart by the primary code of SQLite', () => {
  const error = (errcode: number): Error => Object.assign(new Error('sqlite'), { errcode });
  // 779 is a damaged index, 787 a broken foreign key.
  expect([11, 26, 779, 13, 787].map((code) => isDamaged(error(code)))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect([13, 11].map((code) => isDiskFull(error(code)))).toEqual([true, false]);
  expect([787, 13].map((code) => isConstraint(error(code)))).toEqual([true, false]);
  for (const other of [new Error('x'), undefined, { errcode: 11 }])
    expect([isDamaged(other), isDiskFull(other), isConstraint(other)]).toEqual([false, false, false]);
});
