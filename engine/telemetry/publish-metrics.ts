import type { Clock } from '../base/clock.ts';
import type { UnstampedEvent } from '../protocol/events.ts';
import type { TurnMetrics } from './turn-metrics.ts';

const METRICS_INTERVAL_MS = 1_000;

/** Publishes the figures of the run once a second while they change, until `signal` aborts; never rejects. */
export async function publishMetrics(
  metrics: TurnMetrics,
  answerCounters: object,
  publish: (event: UnstampedEvent) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let publishedText = '';
  while (!signal.aborted) {
    await clock.sleep(METRICS_INTERVAL_MS, signal).catch(() => undefined);
    const { counters, latencies } = metrics.read();
    const reading = { counters: { ...counters, ...answerCounters }, latencies };
    const text = JSON.stringify(reading);
    if (text !== publishedText && !signal.aborted) publish({ type: 'metrics.measured', ...reading });
    publishedText = text;
  }
}
