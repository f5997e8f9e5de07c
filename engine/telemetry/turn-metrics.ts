import { percentilesOf } from '../base/percentiles.ts';
import type { EngineEvent } from '../protocol/events.ts';

/** Newest values kept of each latency; older ones go, so memory stays flat in a long call. */
const WINDOW_COUNT = 500;

/** Turns whose start is remembered while their end has not come. */
const OPEN_TURN_LIMIT_COUNT = 256;

export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export interface MetricsSnapshot {
  readonly counters: Record<string, number>;
  readonly latencies: Record<string, LatencySummary>;
}

/**
 * Latencies and counters of a run, read off the events themselves. Names say where a clock starts:
 * `eou` is the end-of-turn decision (key-up or the typed command for asked questions).
 */
export interface TurnMetrics {
  observe(event: EngineEvent): void;
  /** First bullet on the screen: from `answer.extended` sent to paint, as the HUD reports it. */
  observePainted(sinceEventMs: number): void;
  count(name: string, addedCount?: number): void;
  read(): MetricsSnapshot;
}

export function createTurnMetrics(): TurnMetrics {
  const counters = new Map<string, number>();
  const latencies = new Map<string, number[]>();
  const endedAtMs = new Map<string, number>();

  const count = (name: string, addedCount = 1): void => {
    counters.set(name, (counters.get(name) ?? 0) + addedCount);
  };
  const add = (name: string, valueMs: number): void => {
    const values = latencies.get(name) ?? [];
    values.push(valueMs);
    if (values.length > WINDOW_COUNT) values.shift();
    latencies.set(name, values);
  };

  return {
    count,
    observe: (event) => {
      switch (event.type) {
        case 'turn.ended':
          rememberTurn(endedAtMs, event.turnId, event.atMs);
          count('turns');
          return;
        case 'transcript.completed': {
          const ended = endedAtMs.get(event.turnId);
          if (ended !== undefined) add('eou-to-transcript', Math.max(0, event.atMs - ended));
          endedAtMs.delete(event.turnId);
          return;
        }
        case 'transcript.dropped':
          count(`dropped-${event.reason}`);
          endedAtMs.delete(event.turnId);
          return;
        case 'question.detected':
          count(`questions-${event.origin}`);
          return;
        case 'question.passed':
          count(`passed-${event.reason}`);
          return;
        case 'answer.completed':
          count(`answers-${event.path}-${event.status}`);
          if (event.firstBulletMs === null) return;
          add(`eou-to-first-bullet-${event.path}`, event.firstBulletMs);
          return;
        case 'failed':
          count(`failed-${event.code}`);
          return;
        default:
          return;
      }
    },
    observePainted: (sinceEventMs) => add('first-bullet-to-painted', sinceEventMs),
    read: () => ({
      counters: Object.fromEntries(counters),
      latencies: Object.fromEntries([...latencies].map(([name, values]) => [name, summarise(values)])),
    }),
  };
}

/** Keeps what belongs to a turn while its end has not come; the oldest goes first. */
export function rememberTurn(map: Map<string, number>, turnId: string, valueMs: number): void {
  map.set(turnId, valueMs);
  if (map.size <= OPEN_TURN_LIMIT_COUNT) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

function summarise(values: readonly number[]): LatencySummary {
  const { p50, p95, p99 } = percentilesOf(values);
  return { count: values.length, p50Ms: p50, p95Ms: p95, p99Ms: p99 };
}
