import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { eventsOf, findLosses } from '../../../scripts/kills/find-losses.ts';

let seq = 0;

function at<Event extends object>(atMs: number, event: Event): Event & { seq: number; atMs: number } {
  return { seq: (seq += 1), atMs, ...event };
}

function words(atMs: number, turnId: string, text: string, volatile = ''): EngineEvent {
  return at(atMs, { type: 'transcript.extended', turnId, channel: 'them', text, volatile } as const);
}

function completed(atMs: number, turnId: string, text: string): EngineEvent {
  const channel = 'them' as const;
  return at(atMs, { type: 'transcript.completed', turnId, channel, text, startMs: 0, endMs: 1 } as const);
}

function answered(atMs: number, turnId: string, bullets: string[]): EngineEvent {
  const times = { latencyMs: 0, firstBulletMs: 0, isStale: false };
  return at(atMs, {
    type: 'answer.completed',
    turnId,
    bullets,
    path: 'live',
    status: 'complete',
    ...times,
  } as const);
}

function failed(atMs: number, code: 'internal' | 'model-timeout', message: string): EngineEvent {
  return at(atMs, { type: 'failed', code, message, remedy: '' } as const);
}

const kept = (text: string, bullets: readonly string[] = []) => [
  { transcripts: [{ turnId: 'a', text }], answers: [{ turnId: 'a', bullets }] },
];

test('rows that are kept as they were published are not lost', () => {
  const events = [completed(100, 'a', 'what is tcp'), answered(200, 'a', ['A protocol'])];
  const losses = findLosses(events, kept('what is tcp', ['A protocol']));
  expect(losses).toEqual({ reportedRowCount: 2, lostRowCount: 0, lostMs: 0, internalFailures: [] });
});

test('a row that is missing, or kept otherwise, is lost', () => {
  const events = [completed(100, 'a', 'what is tcp'), answered(200, 'a', ['A protocol'])];
  expect(findLosses(events, []).lostRowCount).toBe(2);
  expect(findLosses(events, kept('what is udp', ['A protocol'])).lostRowCount).toBe(1);
  expect(findLosses(events, kept('what is tcp', ['A', 'protocol'])).lostRowCount).toBe(1);
});

test('words of an open turn are lost from their first publication to the end', () => {
  const events = [
    words(1_000, 'a', 'so when'),
    words(2_000, 'a', 'so when we began'),
    words(2_500, 'a', 'so when we began'),
  ];
  expect(findLosses(events, kept('so when we')).lostMs).toBe(500);
  expect(findLosses(events, []).lostMs).toBe(1_500);
  expect(findLosses(events, kept('so when we began with')).lostMs).toBe(0);
});

test('volatile words may come otherwise, but not as nothing', () => {
  const events = [words(1_000, 'a', '', 'so then'), words(1_800, 'a', '', 'so when')];
  expect(findLosses(events, kept('now')).lostMs).toBe(0);
  expect(findLosses(events, []).lostMs).toBe(800);
  const nothingYet = [words(1_000, 'a', ''), words(1_800, 'a', '')];
  expect(findLosses(nothingYet, []).lostMs).toBe(0);
});

test('words of a turn that came to its end are judged by its row, or gone with the turn', () => {
  const dropped = at(1_900, {
    type: 'transcript.dropped',
    turnId: 'b',
    channel: 'them',
    reason: 'echo',
  } as const);
  const events = [
    words(1_000, 'a', 'so wen'),
    completed(1_500, 'a', 'so when'),
    words(1_600, 'b', 'hum'),
    dropped,
  ];
  expect(findLosses(events, kept('so when')).lostMs).toBe(0);
});

test('what the engine could not explain is reported in its words, but not that it was killed', () => {
  const events = [
    failed(1, 'internal', 'Sotto stopped unexpectedly last time.'),
    failed(2, 'internal', 'Something broke.'),
    failed(3, 'model-timeout', 'The model took too long.'),
  ];
  expect(findLosses(events, []).internalFailures).toEqual(['Something broke.']);
});

test('a line that the kill cut is not an event', () => {
  const line = JSON.stringify(words(1, 'a', 'so'));
  expect(eventsOf(`${line}\n${line}\n${line.slice(0, 20)}`)).toHaveLength(2);
  expect(eventsOf('')).toEqual([]);
});
