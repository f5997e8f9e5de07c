import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { Answer, Transcript } from '../base/nouns.ts';
import { answerPathSchema, answerStatusSchema, channelSchema } from '../protocol/call-parts.ts';
import type { CallRecord, CallSummary, HistoryHit } from './call-record.ts';
import { searchQuery } from './search-form.ts';

/** The rows of an open history; every method runs at once, wholly or not at all, and throws the database's error. */
export interface HistoryRows {
  /** Several changes in one. */
  atomically<Result>(work: () => Result): Result;
  addCall(startedAtMs: number): number;
  /**
   * @param replacedId of the row that held the turn's words so far.
   * @returns the id of the row.
   */
  putTranscript(callId: number, transcript: Transcript, atMs: number, replacedId?: number): number;
  removeTranscript(id: number): void;
  putSpeaker(callId: number, turnId: string, speakerId: number): void;
  /** @param name '' for the number alone. */
  putSpeakerName(callId: number, speakerId: number, name: string): void;
  putAnswer(callId: number, answer: Answer, atMs: number): void;
  listCalls(limitCount: number): CallSummary[];
  /** Ids of calls without a word since then, oldest first. */
  callsBefore(wallMs: number): number[];
  readCall(callId: number): CallRecord | undefined;
  search(text: string, limitCount: number): HistoryHit[];
  /** Their text is overwritten, also in the log. @throws when another process still reads the log. */
  deleteCall(callId: number): void;
  deleteAllCalls(): void;
  /** Overwrites what was deleted while another process read the log. @throws when one still does. */
  finishDeleting(): void;
  close(): void;
}

type Row = Record<string, SQLOutputValue>;

const SELECT_CALLS = `
  SELECT id, started_at_ms,
    (SELECT count(*) FROM transcripts WHERE call_id = calls.id) AS transcript_count,
    (SELECT count(*) FROM answers WHERE call_id = calls.id) AS answer_count
  FROM calls`;
const ADD_TRANSCRIPT = `
  INSERT INTO transcripts (call_id, turn_id, channel, is_shared, text, start_ms, end_ms, at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const REMOVE_TRANSCRIPT = 'DELETE FROM transcripts WHERE id = ?';
const PUT_ANSWER = `
  INSERT INTO answers (call_id, turn_id, question, bullets, path, status, model, at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (call_id, turn_id) DO UPDATE SET question = excluded.question, bullets = excluded.bullets,
    path = excluded.path, status = excluded.status, model = excluded.model`;
const PUT_SPEAKER = 'UPDATE transcripts SET speaker_id = ? WHERE call_id = ? AND turn_id = ?';
const PUT_SPEAKER_NAME = `
  INSERT INTO speakers (call_id, speaker_id, name) VALUES (?, ?, ?)
  ON CONFLICT (call_id, speaker_id) DO UPDATE SET name = excluded.name`;
const SELECT_TRANSCRIPTS = `
  SELECT transcripts.*, speakers.name AS speaker_name FROM transcripts
  LEFT JOIN speakers USING (call_id, speaker_id) WHERE call_id = ? ORDER BY start_ms, id`;
const SEARCH = `
  SELECT passages.rowid % 2 AS is_answer,
    coalesce(transcripts.call_id, answers.call_id) AS call_id,
    coalesce(transcripts.turn_id, answers.turn_id) AS turn_id,
    coalesce(transcripts.text, answers.question) AS text,
    answers.bullets AS bullets,
    coalesce(transcripts.at_ms, answers.at_ms) AS at_ms
  FROM passages
  LEFT JOIN transcripts ON passages.rowid % 2 = 0 AND transcripts.id = passages.rowid / 2
  LEFT JOIN answers ON passages.rowid % 2 = 1 AND answers.id = passages.rowid / 2
  WHERE passages MATCH ? ORDER BY at_ms DESC LIMIT ?`;

const SELECT_BEFORE = `
  SELECT id FROM calls WHERE started_at_ms < ?1
    AND NOT EXISTS (SELECT 1 FROM transcripts WHERE call_id = calls.id AND at_ms >= ?1)
    AND NOT EXISTS (SELECT 1 FROM answers WHERE call_id = calls.id AND at_ms >= ?1)
  ORDER BY id`;

const CUT_OFF_TRY_COUNT = 4;
const CUT_OFF_PAUSE_MS = 50;

const bulletsSchema = z.array(z.string());

export function createHistoryRows(database: DatabaseSync): HistoryRows {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const all = (sql: string, ...values: (string | number)[]): Row[] => prepared(sql).all(...values);
  const change = (sql: string, ...values: (string | number)[]): number =>
    Number(prepared(sql).run(...values).lastInsertRowid);
  const atomically = <Result>(work: () => Result): Result => changeAtomically(database, work);
  let isLogUncut = false;
  const overwriteDeleted = (): void => {
    isLogUncut = true;
    cutOffLog(database);
    isLogUncut = false;
  };

  return {
    atomically,
    addCall: (startedAtMs) => change('INSERT INTO calls (started_at_ms) VALUES (?)', Math.round(startedAtMs)),
    putTranscript(callId, transcript, atMs, replacedId) {
      const add = (): number => change(ADD_TRANSCRIPT, callId, ...columnsOf(transcript), Math.round(atMs));
      return replacedId === undefined
        ? add()
        : atomically(() => {
            change(REMOVE_TRANSCRIPT, replacedId);
            return add();
          });
    },
    removeTranscript: (id) => void change(REMOVE_TRANSCRIPT, id),
    putSpeaker: (callId, turnId, speakerId) => void change(PUT_SPEAKER, speakerId, callId, turnId),
    putSpeakerName: (callId, speakerId, name) => void change(PUT_SPEAKER_NAME, callId, speakerId, name),
    putAnswer(callId, { turnId, question, bullets, path, status, model }, atMs) {
      change(
        PUT_ANSWER,
        callId,
        turnId,
        question,
        JSON.stringify(bullets),
        path,
        status,
        model,
        Math.round(atMs),
      );
    },
    listCalls: (limitCount) => all(`${SELECT_CALLS} ORDER BY id DESC LIMIT ?`, limitCount).map(toSummary),
    callsBefore: (wallMs) => all(SELECT_BEFORE, wallMs).map(({ id }) => Number(id)),
    readCall(callId) {
      const [call] = all(`${SELECT_CALLS} WHERE id = ?`, callId).map(toSummary);
      return (
        call && {
          ...call,
          transcripts: all(SELECT_TRANSCRIPTS, callId).map(toTranscript),
          answers: all('SELECT * FROM answers WHERE call_id = ? ORDER BY id', callId).map(toAnswer),
        }
      );
    },
    search(text, limitCount) {
      const query = searchQuery(text);
      return query === '' ? [] : all(SEARCH, query, limitCount).map(toHit);
    },
    // The rest of a call is deleted with it, by cascade and trigger.
    deleteCall(callId) {
      change('DELETE FROM calls WHERE id = ?', callId);
      overwriteDeleted();
    },
    deleteAllCalls() {
      change('DELETE FROM calls');
      overwriteDeleted();
    },
    finishDeleting() {
      if (isLogUncut) overwriteDeleted();
    },
    close: () => database.close(),
  };
}

function changeAtomically<Result>(database: DatabaseSync, work: () => Result): Result {
  // A part of a larger change: that one is undone as a whole.
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Deleted words stand in the log until that is cut off; a checkpoint that is under way holds it up a little. */
function cutOffLog(database: DatabaseSync): void {
  for (let triesLeft = CUT_OFF_TRY_COUNT; triesLeft > 0; triesLeft -= 1) {
    if (database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, CUT_OFF_PAUSE_MS);
  }
  throw new Error('another process reads the history');
}

function columnsOf(transcript: Transcript): (string | number)[] {
  const { turnId, channel, isShared = false, text, startMs, endMs } = transcript;
  return [turnId, channel, Number(isShared), text, startMs, endMs];
}

function toSummary(row: Row): CallSummary {
  return {
    callId: Number(row['id']),
    startedAtMs: Number(row['started_at_ms']),
    transcriptCount: Number(row['transcript_count']),
    answerCount: Number(row['answer_count']),
  };
}

function toTranscript(row: Row): CallRecord['transcripts'][number] {
  const [speakerId, speakerName] = [row['speaker_id'], row['speaker_name']];
  return {
    turnId: String(row['turn_id']),
    channel: channelSchema.parse(row['channel']),
    ...(row['is_shared'] === 1 && { isShared: true }),
    text: String(row['text']),
    ...(speakerId != null && { speakerId: Number(speakerId) }),
    ...(typeof speakerName === 'string' && speakerName !== '' && { speakerName }),
    startMs: Number(row['start_ms']),
    endMs: Number(row['end_ms']),
    atMs: Number(row['at_ms']),
  };
}

function toAnswer(row: Row): CallRecord['answers'][number] {
  return {
    turnId: String(row['turn_id']),
    question: String(row['question']),
    bullets: parseBullets(row['bullets']),
    path: answerPathSchema.parse(row['path']),
    status: answerStatusSchema.parse(row['status']),
    model: String(row['model']),
    atMs: Number(row['at_ms']),
  };
}

function toHit(row: Row): HistoryHit {
  const isAnswer = row['is_answer'] === 1;
  return {
    callId: Number(row['call_id']),
    turnId: String(row['turn_id']),
    kind: isAnswer ? 'answer' : 'transcript',
    text: isAnswer ? [String(row['text']), ...parseBullets(row['bullets'])].join('\n') : String(row['text']),
    atMs: Number(row['at_ms']),
  };
}

function parseBullets(stored: SQLOutputValue | undefined): string[] {
  return bulletsSchema.parse(JSON.parse(String(stored)));
}
