import type { Clock } from '../base/clock.ts';
import type { ComponentName, EngineEvent, UnstampedEvent } from '../protocol/events.ts';

/**
 * What a user may look at, or send, when something is wrong: states, times and codes. By construction it
 * holds no word of a call, a question, an answer, a prompt or a token.
 */
export interface Diagnostics {
  observe(event: EngineEvent): void;
  /** The first bullet of a turn was on the screen so long after its event. */
  observePainted(turnId: string, sinceEventMs: number): void;
  /** Publishes what is known now. */
  publish(): void;
}

type Collected = Extract<EngineEvent, { type: 'diagnostics.collected' }>;
type TurnTiming = Collected['turns'][number];
type Mark = TurnTiming['marks'][number]['name'];

interface OpenTiming {
  readonly turnId: string;
  readonly channel: TurnTiming['channel'] | null;
  /** The clock's start: the last word, as heard; else the command that asked. */
  readonly startedAtMs: number;
  readonly isFromLastWord: boolean;
  readonly marks: Map<Mark, number>;
  path?: NonNullable<TurnTiming['path']>;
  status?: NonNullable<TurnTiming['status']>;
  model?: string;
}

const TURN_LIMIT_COUNT = 20;
const FAILURE_LIMIT_COUNT = 50;

export function createDiagnostics(
  clock: Pick<Clock, 'nowMs'>,
  publish: (event: UnstampedEvent) => void,
): Diagnostics {
  const components = new Map<
    ComponentName,
    { status: Collected['components'][number]['status']; sinceAtMs: number }
  >();
  const failures: { code: Collected['failures'][number]['code']; atMs: number }[] = [];
  const turns = new Map<string, OpenTiming>();

  const begin = (timing: OpenTiming): OpenTiming => {
    turns.delete(timing.turnId);
    turns.set(timing.turnId, timing);
    const [oldest] = turns.keys();
    if (turns.size > TURN_LIMIT_COUNT && oldest !== undefined) turns.delete(oldest);
    return timing;
  };
  const mark = (turnId: string, name: Mark, atMs: number): void => {
    const timing = turns.get(turnId);
    if (timing && !timing.marks.has(name)) timing.marks.set(name, Math.max(0, atMs - timing.startedAtMs));
  };

  return {
    observe: (event) => {
      const { atMs } = event;
      switch (event.type) {
        case 'component.changed': {
          const { component, status } = event.state;
          if (components.get(component)?.status !== status)
            components.set(component, { status, sinceAtMs: atMs });
          return;
        }
        case 'failed':
          failures.push({ code: event.code, atMs });
          if (failures.length > FAILURE_LIMIT_COUNT) failures.shift();
          return;
        case 'turn.ended': {
          const { turnId, channel, silenceMs } = event;
          begin({
            turnId,
            channel,
            startedAtMs: atMs - (silenceMs ?? 0),
            isFromLastWord: silenceMs !== undefined,
            marks: new Map(),
          });
          mark(turnId, 'turn-ended', atMs);
          return;
        }
        case 'transcript.completed':
          mark(event.turnId, 'transcript', atMs);
          return;
        case 'question.detected':
          if (event.origin === 'typed' || event.origin === 'regenerated') {
            begin({
              turnId: event.turnId,
              channel: null,
              startedAtMs: atMs,
              isFromLastWord: false,
              marks: new Map(),
            });
          }
          mark(event.turnId, 'question', atMs);
          return;
        case 'answer.started': {
          const timing = turns.get(event.turnId);
          if (timing) Object.assign(timing, { path: event.path, model: event.model });
          mark(event.turnId, 'answer-started', atMs);
          return;
        }
        case 'answer.extended':
          mark(event.turnId, 'first-bullet', atMs);
          return;
        case 'answer.completed': {
          const timing = turns.get(event.turnId);
          if (timing) Object.assign(timing, { path: event.path, status: event.status });
          if (event.bullets.length > 0) mark(event.turnId, 'first-bullet', atMs);
          mark(event.turnId, 'completed', atMs);
          return;
        }
        default:
          return;
      }
    },
    observePainted: (turnId, sinceEventMs) => {
      const timing = turns.get(turnId);
      const shownMs = timing?.marks.get('first-bullet');
      if (timing && shownMs !== undefined)
        mark(turnId, 'painted', timing.startedAtMs + shownMs + sinceEventMs);
    },
    publish: () => {
      const nowMs = clock.nowMs();
      publish({
        type: 'diagnostics.collected',
        components: [...components].map(([component, { status, sinceAtMs }]) => ({
          component,
          status,
          forMs: Math.max(0, nowMs - sinceAtMs),
        })),
        failures: failures.map(({ code, atMs }) => ({ code, ageMs: Math.max(0, nowMs - atMs) })),
        turns: [...turns.values()].map(
          ({ turnId: _turnId, startedAtMs, marks, path, status, model, ...facts }) => ({
            ...facts,
            ageMs: Math.max(0, nowMs - startedAtMs),
            path: path ?? null,
            status: status ?? null,
            model: model ?? '',
            marks: [...marks].map(([name, sinceStartMs]) => ({ name, sinceStartMs })),
          }),
        ),
      });
    },
  };
}
