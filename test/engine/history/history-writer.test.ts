import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory } from '../../../engine/history/history-store.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { answerOf, transcriptOf } from './samples.ts';

const AT_ONCE_COUNT = 16;
const LOOK_INTERVAL_COUNT = 100;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-writer-'));
  file = path.join(folder, 'history.db');
});
afterEach(() => rm(folder, { recursive: true }));

/** Rows that another process sees. */
function storedCount(): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare('SELECT count(*) AS count FROM transcripts').get();
  database.close();
  return Number(row?.['count']);
}

test('a call is written word by word, and what comes in a rush is written together soon after', async () => {
  const clock = new ManualClock();
  using history = openHistory({ path: file, clock, log: silentLogger });
  for (let count = 1; count <= AT_ONCE_COUNT + 10; count += 1) {
    history.appendTranscript(transcriptOf(`t${count}`, 'words'));
    expect(storedCount()).toBe(Math.min(count, AT_ONCE_COUNT));
  }
  await clock.advance(49);
  expect(storedCount()).toBe(AT_ONCE_COUNT);
  await clock.advance(1);
  expect(storedCount()).toBe(AT_ONCE_COUNT + 10);
});

test('memory holds few rows of a rush, and a reader sees them all', () => {
  using history = openHistory({ path: file, clock: new ManualClock(), log: silentLogger });
  for (let count = 1; count <= 1_000; count += 1)
    history.appendTranscript(transcriptOf(`t${count}`, 'words'));
  expect(storedCount()).toBeGreaterThan(1_000 - 64);
  expect(history.list()[0]?.transcriptCount).toBe(1_000);
});

test('what waits in a rush is wiped with the rest, and is written when the history closes', () => {
  const rush = (words: string): void => {
    for (let count = 0; count < AT_ONCE_COUNT + 10; count += 1) {
      history.appendAnswer(answerOf(`${words}${count}`, [words]), true);
    }
  };
  const clock = new ManualClock();
  let history = openHistory({ path: file, clock, log: silentLogger });
  rush('erased');
  history.wipe('call');
  rush('kept');
  history.close();
  history = openHistory({ path: file, clock, log: silentLogger });
  expect(history.list().map(({ answerCount }) => answerCount)).toEqual([AT_ONCE_COUNT + 10]);
  expect(history.search('erased')).toEqual([]);
  history.close();
});

test('a rush that fails halfway is undone as a whole and written once it can be', () => {
  using history = openHistory({ path: file, clock: new ManualClock(), log: silentLogger });
  history.startCall();
  for (let count = 0; count < AT_ONCE_COUNT; count += 1) history.dropTranscript('none');
  history.appendTranscript(transcriptOf('t1', 'one'));
  const other = new DatabaseSync(file);
  other.exec('BEGIN EXCLUSIVE');
  history.retry();
  history.appendTranscript(transcriptOf('t2', 'two'));
  expect(history.state.status).toBe('unavailable');
  other.exec('ROLLBACK');
  other.close();
  expect(history.read(1).transcripts.map(({ text }) => text)).toEqual(['one', 'two']);
  expect(history.state.status).toBe('ready');
});

test('a log that has grown is copied into the database while it grows on, and then starts over', async () => {
  using history = openHistory({ path: file, clock: new ManualClock(), log: silentLogger });
  const logBytes = (): number => statSync(`${file}-wal`).size;
  const emptyBytes = statSync(file).size;
  let count = 0;
  const write = (): void => {
    history.appendTranscript(transcriptOf(`t${(count += 1)}`, 'many words '.repeat(1_000)));
    history.retry();
  };
  // Its size is looked at every hundred writes; the last of these begins the copy.
  const isCopied = (): boolean => logBytes() >= 17_000_000 && count % LOOK_INTERVAL_COUNT === 0;
  while (!isCopied()) write();
  const writeOneMore = (): number => {
    write();
    return logBytes();
  };
  // Long enough apart that a busy machine copies the rest between two of them.
  await expect.poll(writeOneMore, { interval: 250 }).toBeLessThan(8_000_000);
  expect(statSync(file).size).toBeGreaterThan(emptyBytes + 1_000_000);
  expect(history.list()[0]?.transcriptCount).toBe(count);
});
