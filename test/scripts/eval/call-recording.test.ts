import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { recordTurns } from '../../../scripts/eval/call-recording.ts';

const THEM_FROM_MS = 10_000;
const STARTED_AT_MS = new Map([
  ['them', THEM_FROM_MS],
  ['me', 20_000],
] as const);
const CHANNEL = { channel: 'them' } as const;

let seq = 0;
/** @param ms since the first sample of the other side. */
const at = (ms: number, turnId = 'a') => ({ seq: (seq += 1), atMs: THEM_FROM_MS + ms, turnId });

const started = (turnId = 'a', ms = 100): EngineEvent => ({
  type: 'speech.started',
  ...CHANNEL,
  ...at(ms, turnId),
});
const ended = (turnId = 'a', speechEndMs = 900): EngineEvent => ({
  type: 'turn.ended',
  reason: 'silence',
  speechEndMs,
  ...CHANNEL,
  ...at(1_300, turnId),
});
const completed: EngineEvent = {
  type: 'transcript.completed',
  text: 'What is TCP?',
  startMs: 120,
  endMs: 880,
  ...CHANNEL,
  ...at(1_500),
};
const asked: EngineEvent = {
  type: 'answer.started',
  question: 'What is TCP?',
  path: 'live',
  model: 'toy',
  ...at(1_600),
};
const extended = (ms: number, ...bullets: string[]): EngineEvent => ({
  type: 'answer.extended',
  bullets,
  ...at(ms),
});
const answered = (ms: number, ...bullets: string[]): EngineEvent => ({
  type: 'answer.completed',
  bullets,
  path: 'live',
  status: 'complete',
  latencyMs: 0,
  firstBulletMs: 0,
  isStale: false,
  ...at(ms),
});

const turnsOf = (...events: readonly EngineEvent[]) => recordTurns(events, STARTED_AT_MS);

test('a turn has its times on its own channel, and the last text and bullets', () => {
  const events = [started(), ended(), completed, asked, extended(1_800, 'A'), answered(2_100, 'A', 'B')];
  expect(turnsOf(...events)).toEqual([
    {
      turnId: 'a',
      channel: 'them',
      startMs: 120,
      endMs: 880,
      decidedMs: 1_300,
      completedMs: 1_500,
      text: 'What is TCP?',
      answer: {
        question: 'What is TCP?',
        path: 'live',
        model: 'toy',
        bullets: ['A', 'B'],
        firstBulletMs: 1_800,
        status: 'complete',
      },
    },
  ]);
});

test('the first bullet is the first that is shown, also where there is none before the end', () => {
  const [whole] = turnsOf(started(), asked, extended(1_700), answered(2_100, 'A'));
  expect(whole?.answer?.firstBulletMs).toBe(2_100);
  const [empty] = turnsOf(started(), asked, answered(2_100));
  expect(empty?.answer).toMatchObject({ bullets: [], status: 'complete' });
  expect(empty?.answer).not.toHaveProperty('firstBulletMs');
});

test('a question that was asked again has the newest answer alone', () => {
  const [turn] = turnsOf(started(), asked, extended(1_800, 'Old'), asked, extended(2_000, 'New'));
  expect(turn?.answer).toMatchObject({ bullets: ['New'], firstBulletMs: 2_000 });
  expect(turn?.answer).not.toHaveProperty('status');
});

test('a turn that never ended has no times of its end', () => {
  const [turn] = turnsOf(started());
  expect(turn).toEqual({ turnId: 'a', channel: 'them', startMs: 100, endMs: 100, text: '' });
});

test('turns come in the order in which they ended, and what belongs to none is left out', () => {
  const other: EngineEvent = { type: 'failed', code: 'internal', message: '', remedy: '', seq: 0, atMs: 0 };
  const turns = turnsOf(
    started('b', 50),
    started('a'),
    ended('a', 700),
    ended('b', 900),
    extended(9, 'x'),
    other,
    ended('none'),
  );
  expect(turns.map(({ turnId }) => turnId)).toEqual(['a', 'b']);
  expect(turns.every(({ answer }) => answer === undefined)).toBe(true);
});
