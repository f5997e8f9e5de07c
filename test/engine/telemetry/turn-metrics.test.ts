import { beforeEach, expect, test } from 'vitest';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { createTurnMetrics, type TurnMetrics } from '../../../engine/telemetry/turn-metrics.ts';

let metrics: TurnMetrics;
beforeEach(() => {
  metrics = createTurnMetrics();
});

const turn = (turnId: string, atMs: number) => ({ seq: 0, atMs, turnId, channel: 'them' as const });

function ended(turnId: string, atMs: number): EngineEvent {
  return { type: 'turn.ended', ...turn(turnId, atMs), reason: 'silence' } as EngineEvent;
}

function completed(turnId: string, atMs: number): EngineEvent {
  return { type: 'transcript.completed', ...turn(turnId, atMs), text: 'x', startMs: 0, endMs: 1 };
}

function answered(path: 'live' | 'cached', firstBulletMs: number | null): EngineEvent {
  return {
    type: 'answer.completed',
    ...turn('t', 0),
    path,
    status: 'complete',
    firstBulletMs,
  } as unknown as EngineEvent;
}

test('the time from the end of a turn to its text is measured, once for each turn', () => {
  metrics.observe(ended('a', 1_000));
  metrics.observe(completed('a', 1_250));
  metrics.observe(completed('a', 9_000));
  metrics.observe(completed('never ended', 9_000));
  expect(metrics.read()).toEqual({
    counters: { turns: 1 },
    latencies: { 'eou-to-transcript': { count: 1, p50Ms: 250, p95Ms: 250, p99Ms: 250 } },
  });
});

test('a turn that was dropped is counted by its reason and measured by nothing', () => {
  metrics.observe(ended('a', 1_000));
  metrics.observe({ type: 'transcript.dropped', ...turn('a', 1_100), reason: 'echo' });
  metrics.observe(completed('a', 2_000));
  expect(metrics.read()).toEqual({ counters: { turns: 1, 'dropped-echo': 1 }, latencies: {} });
});

test('answers are counted by path and end, and timed by path where a bullet came', () => {
  metrics.observe(answered('live', 800));
  metrics.observe(answered('live', null));
  metrics.observe(answered('cached', 5));
  metrics.observePainted(12);
  const { counters, latencies } = metrics.read();
  expect(counters).toEqual({ 'answers-live-complete': 2, 'answers-cached-complete': 1 });
  expect(Object.entries(latencies).map(([name, { count, p50Ms }]) => [name, count, p50Ms])).toEqual([
    ['eou-to-first-bullet-live', 1, 800],
    ['eou-to-first-bullet-cached', 1, 5],
    ['first-bullet-to-painted', 1, 12],
  ]);
});

test('questions, passed turns, failures and what others count add up', () => {
  const origin = { ...turn('a', 0), origin: 'typed' };
  metrics.observe({ type: 'question.detected', ...origin } as unknown as EngineEvent);
  metrics.observe({ type: 'question.detected', ...origin } as unknown as EngineEvent);
  metrics.observe({ type: 'question.passed', ...turn('b', 0), reason: 'repeat' } as unknown as EngineEvent);
  metrics.observe({ type: 'failed', seq: 0, atMs: 0, code: 'busy', message: '', remedy: '' });
  metrics.count('dropped-frames', 3);
  metrics.count('dropped-frames');
  expect(metrics.read().counters).toEqual({
    'questions-typed': 2,
    'passed-repeat': 1,
    'failed-busy': 1,
    'dropped-frames': 4,
  });
});

test('only the newest values of a latency count, so that memory stays flat', () => {
  for (let index = 0; index < 600; index += 1) metrics.observePainted(index < 100 ? 1_000_000 : 7);
  expect(metrics.read().latencies['first-bullet-to-painted']).toEqual({
    count: 500,
    p50Ms: 7,
    p95Ms: 7,
    p99Ms: 7,
  });
});

test('of turns whose text never comes only the newest are remembered', () => {
  for (let index = 0; index < 300; index += 1) metrics.observe(ended(String(index), 0));
  metrics.observe(completed('0', 100));
  metrics.observe(completed('299', 100));
  expect(metrics.read().latencies['eou-to-transcript']?.count).toBe(1);
});
