import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openDatabase } from '../../../engine/history/history-database.ts';
import { createHistoryRows, type HistoryRows } from '../../../engine/history/history-rows.ts';
import { answerOf, transcriptOf } from './samples.ts';

let database: DatabaseSync;
let rows: HistoryRows;
beforeEach(() => {
  ({ database } = openDatabase(':memory:', { log: silentLogger }));
  rows = createHistoryRows(database);
});
afterEach(() => rows.close());

const textsOf = (callId: number): readonly string[] =>
  rows.readCall(callId)?.transcripts.map(({ text }) => text) ?? [];

test('the words of a turn take the place of those that stood there so far', () => {
  const callId = rows.addCall(0);
  const partialId = rows.putTranscript(callId, transcriptOf('t1', 'What is'), 0);
  rows.putTranscript(callId, transcriptOf('t1', 'What is TCP?'), 0, partialId);
  expect(textsOf(callId)).toEqual(['What is TCP?']);
  expect(rows.search('what', 9)).toHaveLength(1);
});

test('a turn has its speaker, with the newest name that the user gave in that call', () => {
  const [first, second] = [rows.addCall(0), rows.addCall(1)];
  for (const callId of [first, second]) {
    rows.putTranscript(callId, transcriptOf('t1', 'one'), 0);
    rows.putTranscript(callId, transcriptOf('t2', 'two'), 0);
    rows.putSpeaker(callId, 't1', 1);
  }
  rows.putSpeakerName(first, 1, 'Ann');
  rows.putSpeakerName(first, 1, 'Anna');
  rows.putSpeakerName(second, 1, '');
  const speakersOf = (callId: number) =>
    rows.readCall(callId)?.transcripts.map(({ speakerId, speakerName }) => [speakerId, speakerName]);
  expect(speakersOf(first)).toEqual([
    [1, 'Anna'],
    [undefined, undefined],
  ]);
  expect(speakersOf(second)).toEqual([
    [1, undefined],
    [undefined, undefined],
  ]);
  rows.deleteCall(first);
  expect(database.prepare('SELECT count(*) AS count FROM speakers').get()).toEqual({ count: 1 });
});

test('a replacement that fails leaves the words as they were', () => {
  const callId = rows.addCall(0);
  const id = rows.putTranscript(callId, transcriptOf('t1', 'kept'), 0);
  expect(() => rows.putTranscript(99, transcriptOf('t1', 'lost'), 0, id)).toThrow('FOREIGN KEY');
  expect(textsOf(callId)).toEqual(['kept']);
});

test('changes made together are made all or not at all, also inside one another', () => {
  const callId = rows.addCall(0);
  expect(() =>
    rows.atomically(() => {
      rows.putTranscript(callId, transcriptOf('t1', 'one'), 0);
      rows.atomically(() => rows.putTranscript(callId, transcriptOf('t2', 'two'), 0));
      throw new Error('halfway');
    }),
  ).toThrow('halfway');
  expect(textsOf(callId)).toEqual([]);
  expect(rows.atomically(() => rows.putTranscript(callId, transcriptOf('t3', 'three'), 0))).toBeGreaterThan(
    0,
  );
  expect(textsOf(callId)).toEqual(['three']);
});

test('an answer is one row of its turn and call: the newest words count, the first time stands', () => {
  const [first, second] = [rows.addCall(0), rows.addCall(1)];
  rows.putAnswer(first, answerOf('t1', ['A'], { status: 'interrupted' }), 10.4);
  rows.putAnswer(second, answerOf('t1', ['other call']), 11);
  rows.putAnswer(first, answerOf('t1', ['A', 'B'], { question: 'Q?', path: 'cached', model: 'm' }), 12);
  expect(rows.readCall(first)?.answers).toEqual([
    {
      turnId: 't1',
      question: 'Q?',
      bullets: ['A', 'B'],
      path: 'cached',
      status: 'complete',
      model: 'm',
      atMs: 10,
    },
  ]);
  expect(rows.readCall(second)?.answers).toHaveLength(1);
});

test('calls are listed newest first, up to a limit, with what they hold', () => {
  for (const startedAtMs of [5.6, 6, 7]) rows.addCall(startedAtMs);
  rows.putTranscript(2, transcriptOf('t1', 'x'), 0);
  rows.putAnswer(2, answerOf('t1', ['y']), 0);
  expect(rows.listCalls(2)).toEqual([
    { callId: 3, startedAtMs: 7, transcriptCount: 0, answerCount: 0 },
    { callId: 2, startedAtMs: 6, transcriptCount: 1, answerCount: 1 },
  ]);
  expect(rows.listCalls(9).at(-1)?.startedAtMs).toBe(6);
});

test('the number of a deleted call is never given again, so that no late word lands in another one', () => {
  rows.addCall(0);
  rows.deleteCall(rows.addCall(0));
  expect(rows.addCall(0)).toBe(3);
  rows.deleteAllCalls();
  expect(rows.addCall(0)).toBe(4);
});

test('a deleted call takes its words, answers and places in the search along', () => {
  const [gone, kept] = [rows.addCall(0), rows.addCall(0)];
  for (const callId of [gone, kept]) {
    rows.putTranscript(callId, transcriptOf('t1', 'canary'), 0);
    rows.putAnswer(callId, answerOf('t1', ['canary']), 0);
  }
  rows.deleteCall(gone);
  expect(rows.readCall(gone)).toBeUndefined();
  expect(
    rows
      .search('canary', 9)
      .map(({ callId, kind }) => `${callId} ${kind}`)
      .toSorted(),
  ).toEqual([`${kept} answer`, `${kept} transcript`]);
});

test('a search without a word finds nothing, and no more than the limit is found', () => {
  const callId = rows.addCall(0);
  for (let index = 0; index < 5; index += 1)
    rows.putTranscript(callId, transcriptOf(`t${index}`, 'word'), index);
  expect(rows.search(' -- "" ', 9)).toEqual([]);
  expect(rows.search('word', 2).map(({ turnId }) => turnId)).toEqual(['t4', 't3']);
});

test('a row that no version wrote is an error, not a wrong record', () => {
  const callId = rows.addCall(0);
  rows.putAnswer(callId, answerOf('t1', ['A']), 0);
  database.exec(`UPDATE answers SET status = 'imagined'`);
  expect(() => rows.readCall(callId)).toThrow();
});
