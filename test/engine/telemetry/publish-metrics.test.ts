import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { publishMetrics } from '../../../engine/telemetry/publish-metrics.ts';
import { createTurnMetrics } from '../../../engine/telemetry/turn-metrics.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

test('figures are published once a second, with those of answers, and only when they changed', async () => {
  const clock = new ManualClock();
  const metrics = createTurnMetrics();
  const answers = { startedCount: 1 };
  const events: UnstampedEvent[] = [];
  const stop = new AbortController();
  const publishing = publishMetrics(metrics, answers, (event) => events.push(event), clock, stop.signal);
  const first = { type: 'metrics.measured', counters: { startedCount: 1 }, latencies: {} };
  await clock.advance(3_000);
  expect(events).toEqual([first]);
  metrics.count('turns');
  await clock.advance(999);
  expect(events).toHaveLength(1);
  await clock.advance(1);
  answers.startedCount = 2;
  await clock.advance(1_000);
  expect(events.slice(1)).toEqual([
    { ...first, counters: { turns: 1, startedCount: 1 } },
    { ...first, counters: { turns: 1, startedCount: 2 } },
  ]);
  metrics.count('turns');
  stop.abort();
  await publishing;
  expect(events).toHaveLength(3);
});
