import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory, type History } from '../../../engine/history/history-store.ts';
import { searchQuery } from '../../../engine/history/search-form.ts';
import { transcriptOf } from './samples.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sotto-search-'));
afterAll(() => rmSync(folder, { recursive: true }));

const open = (file: string, isReadOnly = false): History =>
  openHistory({ path: file, isReadOnly, clock: systemClock, log: silentLogger });

test.each([
  ['我们明天讨论数据库索引的价格', '数据库', 1],
  ['我们明天讨论数据库索引的价格', '价', 1],
  ['我们明天讨论数据库索引的价格', '数库', 0],
  ['明日はデータベースの価格を話します', 'データベース', 1],
  ['明日はデータベースの価格を話します', '価格', 1],
  ['明日はデータベースの価格を話します', 'ﾃﾞｰﾀ', 1],
  ['회의록을공유해주세요 감사합니다', '공유', 1],
  ['회의록을공유해주세요 감사합니다', '공', 1],
  ['เราจะพูดถึงฐานข้อมูลพรุ่งนี้', 'ฐานข้อมูล', 1],
  ['เราจะพูดถึงฐานข้อมูลพรุ่งนี้', 'ฐานขัอมูล', 0],
  ['我们用TCP协议', 'tcp协议', 1],
  ['我们用TCP协议', '协议 TCP', 1],
  ['हम कल डेटाबेस की बात करेंगे', 'डेटाबेस', 1],
  ['Die Preise für Süßes', 'suß', 1],
  ['The price of databases', 'data', 1],
  ['The price of databases', 'p', 1],
  ['The price of databases', 'base', 0],
  ['"quoted" AND (syntax) NEAR', 'AND (', 1],
])('in %j, %j is found %d times', (said, query, hitCount) => {
  using history = open(':memory:');
  history.appendTranscript(transcriptOf('t-1', said));
  expect(history.search(query)).toHaveLength(hitCount);
});

test('a database of the first version is indexed again, also for a reader, and keeps every row', () => {
  const file = path.join(folder, 'v1.db');
  makeFirstVersion(file, '我们明天讨论数据库索引的价格');
  using reader = open(file, true);
  expect(reader.search('数据库')).toHaveLength(1);
  using history = open(file);
  expect(history.search('索引')).toHaveLength(1);
  history.appendTranscript(transcriptOf('t-2', '数据库很贵'));
  expect(history.search('数据库')).toHaveLength(2);
  history.deleteCall(1);
  expect(history.search('索引')).toHaveLength(0);
});

test.each([1, 2])(
  'a database of version %i is brought to the newest and takes shared microphones',
  (version) => {
    const file = path.join(folder, `from-${version}.db`);
    makeFirstVersion(file, 'What is TCP?');
    const older = new DatabaseSync(file);
    older.exec(`PRAGMA user_version = ${version}`);
    older.close();
    using history = open(file);
    history.appendTranscript(transcriptOf('t-2', 'And UDP?', { channel: 'me', isShared: true }));
    history.appendTranscript(transcriptOf('t-3', 'Mine', { channel: 'me' }));
    expect(history.read(1).transcripts[0]).not.toHaveProperty('isShared');
    expect(history.read(2).transcripts).toMatchObject([
      { text: 'And UDP?', isShared: true },
      { text: 'Mine', channel: 'me' },
    ]);
    expect(history.export(2, 'md')).toContain('**In the room** (00:00:01): And UDP?');
    expect(history.export(2, 'srt')).toContain('\nYou: Mine\n');
  },
);

test.each(['a ', '数', '(NEAR ', 'ﷺ'])(
  'of a query of a megabyte of %j only the start is looked for',
  (unit) => {
    expect(searchQuery(unit.repeat(1_000_000 / unit.length)).length).toBeLessThan(10_000);
  },
);

function makeFirstVersion(file: string, said: string): void {
  const database = new DatabaseSync(file);
  database.exec(`
    CREATE TABLE calls (id INTEGER PRIMARY KEY AUTOINCREMENT, started_at_ms INTEGER NOT NULL) STRICT;
    CREATE TABLE transcripts (
      id INTEGER PRIMARY KEY, call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
      turn_id TEXT NOT NULL, channel TEXT NOT NULL, text TEXT NOT NULL,
      start_ms REAL NOT NULL, end_ms REAL NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE answers (
      id INTEGER PRIMARY KEY, call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
      turn_id TEXT NOT NULL, question TEXT NOT NULL, bullets TEXT NOT NULL, path TEXT NOT NULL,
      status TEXT NOT NULL, model TEXT NOT NULL, at_ms INTEGER NOT NULL, UNIQUE (call_id, turn_id)
    ) STRICT;
    CREATE VIRTUAL TABLE passages USING fts5(text, tokenize = 'unicode61 remove_diacritics 2');
    CREATE TRIGGER transcript_added AFTER INSERT ON transcripts BEGIN
      INSERT INTO passages(rowid, text) VALUES (2 * new.id, new.text);
    END;
    CREATE TRIGGER transcript_removed AFTER DELETE ON transcripts BEGIN
      DELETE FROM passages WHERE rowid = 2 * old.id;
    END;
    CREATE TRIGGER answer_added AFTER INSERT ON answers BEGIN
      INSERT INTO passages(rowid, text) VALUES (2 * new.id + 1, new.question);
    END;
    CREATE TRIGGER answer_changed AFTER UPDATE ON answers BEGIN
      DELETE FROM passages WHERE rowid = 2 * old.id + 1;
    END;
    CREATE TRIGGER answer_removed AFTER DELETE ON answers BEGIN
      DELETE FROM passages WHERE rowid = 2 * old.id + 1;
    END;
    PRAGMA user_version = 1;
  `);
  database.prepare('INSERT INTO calls (started_at_ms) VALUES (1)').run();
  database.prepare("INSERT INTO transcripts VALUES (1, 1, 't-1', 'them', ?, 0, 1, 1)").run(said);
  database.close();
}
