import type { Clock } from '../base/clock.ts';
import type { ComponentName } from '../protocol/component-state.ts';
import type { EngineEvent, UnstampedEvent } from '../protocol/events.ts';

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
    { readonly status: Collected['components'][number]['status']; readonly sinceAtMs: number }
  >();
  const failures: { readonly code: Collected['failures'][number]['code']; readonly atMs: number }[] = [];
  const turns = new TurnTimings();

  return {
    observe: (event) => {
      if (event.type === 'component.changed') {
        const { component, status } = event.state;
        if (components.get(component)?.status !== status)
          components.set(component, { status, sinceAtMs: event.atMs });
      } else if (event.type === 'failed') {
        failures.push({ code: event.code, atMs: event.atMs });
        if (failures.length > FAILURE_LIMIT_COUNT) failures.shift();
      } else turns.observe(event);
    },
    observePainted: (turnId, sinceEventMs) => turns.observePainted(turnId, sinceEventMs),
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
        turns: turns.collect(nowMs),
      });
    },
  };
}

/** When each step of the latest turns happened. */
class TurnTimings {
  readonly #turns = new Map<string, OpenTiming>();

  observe(event: EngineEvent): void {
    const { atMs } = event;
    switch (event.type) {
      case 'turn.ended': {
        const { turnId, channel, silenceMs } = event;
        const isFromLastWord = silenceMs !== undefined;
        this.#begin({ turnId, channel, startedAtMs: atMs - (silenceMs ?? 0), isFromLastWord });
        this.#mark(turnId, 'turn-ended', atMs);
        return;
      }
      case 'transcript.completed':
        this.#mark(event.turnId, 'transcript', atMs);
        return;
      case 'question.detected': {
        const { turnId, origin } = event;
        if (origin === 'typed' || origin === 'regenerated')
          this.#begin({ turnId, channel: null, startedAtMs: atMs, isFromLastWord: false });
        this.#mark(turnId, 'question', atMs);
        return;
      }
      case 'answer.started':
        this.#note(event.turnId, { path: event.path, model: event.model });
        this.#mark(event.turnId, 'answer-started', atMs);
        return;
      case 'answer.extended':
        this.#mark(event.turnId, 'first-bullet', atMs);
        return;
      case 'answer.completed':
        this.#note(event.turnId, { path: event.path, status: event.status });
        if (event.bullets.length > 0) this.#mark(event.turnId, 'first-bullet', atMs);
        this.#mark(event.turnId, 'completed', atMs);
        return;
      default:
        return;
    }
  }

  observePainted(turnId: string, sinceEventMs: number): void {
    const timing = this.#turns.get(turnId);
    const shownMs = timing?.marks.get('first-bullet');
    if (timing && shownMs !== undefined)
      this.#mark(turnId, 'painted', timing.startedAtMs + shownMs + sinceEventMs);
  }

  collect(nowMs: number): Collected['turns'] {
    return [...this.#turns.values()].map(
      ({ turnId: _turnId, startedAtMs, marks, path, status, model, ...facts }) => ({
        ...facts,
        ageMs: Math.max(0, nowMs - startedAtMs),
        path: path ?? null,
        status: status ?? null,
        model: model ?? '',
        marks: [...marks].map(([name, sinceStartMs]) => ({ name, sinceStartMs })),
      }),
    );
  }

  #begin(timing: Omit<OpenTiming, 'marks'>): void {
    this.#turns.delete(timing.turnId);
    this.#turns.set(timing.turnId, { ...timing, marks: new Map() });
    const [oldest] = this.#turns.keys();
    if (this.#turns.size > TURN_LIMIT_COUNT && oldest !== undefined) this.#turns.delete(oldest);
  }

  #note(turnId: string, facts: Pick<OpenTiming, 'path' | 'status' | 'model'>): void {
    const timing = this.#turns.get(turnId);
    if (timing) Object.assign(timing, facts);
  }

  /** The first of each step counts. */
  #mark(turnId: string, name: Mark, atMs: number): void {
    const timing = this.#turns.get(turnId);
    if (timing && !timing.marks.has(name)) timing.marks.set(name, Math.max(0, atMs - timing.startedAtMs));
  }
}
