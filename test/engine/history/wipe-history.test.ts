import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory, type History } from '../../../engine/history/history-store.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { answerOf, transcriptOf } from './samples.ts';

let folder: string;
let file: string;
let clock: ManualClock;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-wipe-'));
  file = path.join(folder, 'history.db');
  clock = new ManualClock();
});
afterEach(() => rm(folder, { recursive: true }));

const open = (): History => openHistory({ path: file, clock, log: silentLogger });
const bytesIn = async (place: string): Promise<string> => {
  const names = await readdir(place);
  return (await Promise.all(names.map((name) => readFile(path.join(place, name), 'latin1')))).join('');
};

test('a wipe of all calls leaves no word on the disk, written, waiting or moved aside, and what follows is kept', async () => {
  await writeFile(`${file}.bad-1`, 'canary');
  using history = open();
  history.appendTranscript(transcriptOf('t1', 'canary one'));
  history.startCall();
  history.appendAnswer(answerOf('t2', ['canary two']), false);
  history.wipe('all-calls');
  await clock.advance(1_000);
  expect([history.list(), history.search('canary')]).toEqual([[], []]);
  expect((await bytesIn(folder)).toLowerCase()).not.toContain('canary');
  history.appendTranscript(transcriptOf('t3', 'stays'));
  expect(history.list().map(({ transcriptCount, answerCount }) => [transcriptCount, answerCount])).toEqual([
    [1, 0],
  ]);
});

test('a wipe of the running call leaves the others, and late words of theirs', () => {
  using history = open();
  const first = history.startCall();
  history.appendTranscript(transcriptOf('t1', 'stays'), first);
  history.startCall();
  history.appendTranscript(transcriptOf('t2', 'goes'));
  history.wipe('call');
  history.appendTranscript(transcriptOf('t3', 'late'), first);
  expect(history.read(1).transcripts.map(({ text }) => text)).toEqual(['stays', 'late']);
  expect(history.list()).toHaveLength(1);
});

test('what cannot be deleted from the history goes with its file, also where it is another run’s', async () => {
  {
    using history = open();
    history.appendTranscript(transcriptOf('t1', 'canary'));
  }
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  using newer = open();
  newer.wipe('all-calls');
  newer.appendTranscript(transcriptOf('t2', 'canary again'));
  newer.close();
  using session = openHistory({ path: ':memory:', olderPath: file, clock, log: silentLogger });
  session.wipe('all-calls');
  expect(await readdir(folder)).toEqual([]);
});

test('a wipe that another program’s reading keeps from the disk says so', () => {
  using history = open();
  history.appendTranscript(transcriptOf('t1', 'canary'));
  const reader = new DatabaseSync(file, { readOnly: true });
  reader.exec('BEGIN; SELECT count(*) FROM calls;');
  expect(() => history.wipe('call')).toThrow(expect.objectContaining({ code: 'history-unavailable' }));
  reader.close();
});
