import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { createPrometheusMetrics } from '../../../engine/telemetry/prometheus.ts';

const readings = { runningAnswerCount: 1, waitingAnswerCount: 2, clientCount: 3, realTimeFactor: 0.25 };

test('latency is a histogram by path whose buckets hold the objectives', async () => {
  const metrics = createPrometheusMetrics(() => readings);
  const answer = (path: 'live' | 'cached', firstBulletMs: number): EngineEvent => ({
    type: 'answer.completed',
    seq: 1,
    atMs: 0,
    turnId: 't',
    bullets: ['secret'],
    path,
    status: 'complete',
    latencyMs: 0,
    firstBulletMs,
    isStale: false,
  });
  metrics.observe(answer('live', 850));
  metrics.observe(answer('cached', 2));
  const text = await metrics.read();
  expect(text).toContain('sotto_first_bullet_seconds_bucket{le="0.7",path="live"} 0');
  expect(text).toContain('sotto_first_bullet_seconds_bucket{le="0.9",path="live"} 1');
  expect(text).toContain('sotto_first_bullet_seconds_bucket{le="0.003",path="cached"} 1');
  expect(text).toContain('sotto_answers_total{path="live",status="complete"} 1');
  expect(text).not.toContain('secret');
});

test('states and readings are what they are at the scrape', async () => {
  const metrics = createPrometheusMetrics(() => readings);
  const state = { component: 'speech', status: 'degraded', reason: '/home/somebody' } as const;
  metrics.observe({ type: 'component.changed', seq: 1, atMs: 0, state: { ...state, status: 'starting' } });
  metrics.observe({ type: 'component.changed', seq: 2, atMs: 0, state });
  metrics.observe({ type: 'failed', seq: 3, atMs: 0, code: 'model-timeout', message: 'm', remedy: 'r' });
  const text = await metrics.read();
  for (const line of [
    'sotto_component_up{component="speech"} 0.5',
    'sotto_component_starts_total{component="speech"} 1',
    'sotto_failures_total{code="model-timeout"} 1',
    'sotto_limiter_running 1',
    'sotto_limiter_waiting 2',
    'sotto_clients 3',
    'sotto_recognizer_pace 0.25',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect(text).not.toContain('somebody');
});

test('the time from the end of a turn to its text is measured, an utterance without text counted', async () => {
  const metrics = createPrometheusMetrics(() => readings);
  const spoken = { seq: 1, channel: 'them' } as const;
  metrics.observe({ type: 'turn.ended', ...spoken, turnId: 'a', atMs: 0, reason: 'silence', speechEndMs: 0 });
  const text = { text: 'words', startMs: 0, endMs: 1 };
  metrics.observe({ type: 'transcript.completed', ...spoken, turnId: 'a', atMs: 400, ...text });
  metrics.observe({ type: 'transcript.dropped', ...spoken, turnId: 'b', atMs: 500, reason: 'failed' });
  const page = await metrics.read();
  expect(page).toContain('sotto_transcript_seconds_bucket{le="0.35"} 0');
  expect(page).toContain('sotto_transcript_seconds_bucket{le="0.5"} 1');
  expect(page).toContain('sotto_utterances_without_text_total{reason="failed"} 1');
});
