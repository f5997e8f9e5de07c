import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EngineEvent } from '../protocol/events.ts';
import { rememberTurn } from './turn-metrics.ts';

/** What is read at each scrape, because it is a state and not an event. */
export interface EngineReadings {
  readonly runningAnswerCount: number;
  readonly waitingAnswerCount: number;
  readonly clientCount: number;
  /** Seconds that the recognizer works on a second of speech; undefined before it was measured. */
  readonly realTimeFactor: number | undefined;
}

/** The figures of a run in Prometheus' text format. No label ever holds words, names, paths or addresses. */
export interface PrometheusMetrics {
  observe(event: EngineEvent): void;
  /** Text exposition format 0.0.4. */
  read(): Promise<string>;
}

/** Bucket bounds in seconds; those of the objectives are among them: 3 and 20 ms, 0.45, 0.7, 0.9 and 1.8 s. */
const FIRST_BULLET_BUCKETS_S = [
  0.0005, 0.003, 0.01, 0.02, 0.1, 0.2, 0.33, 0.45, 0.7, 0.9, 1.2, 1.8, 3, 5, 10, 45,
];
const TRANSCRIPT_BUCKETS_S = [0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.5, 3, 10, 30, 60];
const SECOND_MS = 1_000;
const DRIFT_LEVELS = ['unknown', 'stable', 'moderate', 'high'] as const;

export function createPrometheusMetrics(readings: () => EngineReadings): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sotto_' });
  const { firstBullet, transcript, answers, questions, lost, failures, restarts, component, drift } =
    openMeters(registry);
  collectReadings(registry, readings);
  const endedAtMs = new Map<string, number>();

  return {
    observe: (event) => {
      switch (event.type) {
        case 'turn.ended':
          rememberTurn(endedAtMs, event.turnId, event.atMs);
          return;
        case 'transcript.completed': {
          const ended = endedAtMs.get(event.turnId);
          if (ended !== undefined) transcript.observe(Math.max(0, event.atMs - ended) / SECOND_MS);
          endedAtMs.delete(event.turnId);
          return;
        }
        case 'transcript.dropped':
          lost.inc({ reason: event.reason });
          endedAtMs.delete(event.turnId);
          return;
        case 'question.detected':
          questions.inc({ origin: event.origin });
          return;
        case 'answer.completed':
          answers.inc({ path: event.path, status: event.status });
          if (event.firstBulletMs !== null) {
            firstBullet.observe({ path: event.path }, event.firstBulletMs / SECOND_MS);
          }
          return;
        case 'failed':
          failures.inc({ code: event.code });
          return;
        case 'component.changed':
          component.set({ component: event.state.component }, UP[event.state.status]);
          if (event.state.status === 'starting') restarts.inc({ component: event.state.component });
          return;
        case 'question-detector.changed':
          drift.set(DRIFT_LEVELS.indexOf(event.drift));
          return;
        default:
          return;
      }
    },
    read: () => registry.metrics(),
  };
}

function openMeters(registry: Registry) {
  const registers = [registry];
  const firstBullet = new Histogram({
    name: 'sotto_first_bullet_seconds',
    help: 'End of turn (or key-up, or the typed question) to the first bullet, by path.',
    labelNames: ['path'],
    buckets: FIRST_BULLET_BUCKETS_S,
    registers,
  });
  const transcript = new Histogram({
    name: 'sotto_transcript_seconds',
    help: 'End of turn to its final text.',
    buckets: TRANSCRIPT_BUCKETS_S,
    registers,
  });
  const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
    new Counter({ name, help, labelNames, registers });
  const answers = counter('sotto_answers_total', 'Answers by path and status.', ['path', 'status']);
  const questions = counter('sotto_questions_total', 'Questions by origin.', ['origin']);
  const lost = counter('sotto_utterances_without_text_total', 'Utterances without text by reason.', [
    'reason',
  ]);
  const failures = counter('sotto_failures_total', 'Failures by error code.', ['code']);
  const restarts = counter('sotto_component_starts_total', 'Starts of a component.', ['component']);
  const component = new Gauge({
    name: 'sotto_component_up',
    help: '1 ready, 0.5 degraded, 0 off, starting or failed.',
    labelNames: ['component'],
    registers,
  });
  const drift = new Gauge({
    name: 'sotto_question_detector_drift',
    help: '0 unknown, 1 stable, 2 moderate, 3 high.',
    registers,
  });
  return { firstBullet, transcript, answers, questions, lost, failures, restarts, component, drift };
}

const UP = { ready: 1, degraded: 0.5, off: 0, starting: 0, failed: 0 } as const;

function collectReadings(registry: Registry, readings: () => EngineReadings): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    const collected: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => collected.set(read()),
    });
  };
  gauge(
    'sotto_limiter_running',
    'Answers that the model server works on.',
    () => readings().runningAnswerCount,
  );
  gauge(
    'sotto_limiter_waiting',
    'Answers that wait for the model server.',
    () => readings().waitingAnswerCount,
  );
  gauge('sotto_clients', 'Open WebSockets.', () => readings().clientCount);
  gauge(
    'sotto_recognizer_pace',
    'Seconds that the recognizer works on a second of speech; NaN before it was measured.',
    () => readings().realTimeFactor ?? Number.NaN,
  );
}
