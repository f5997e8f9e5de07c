import type { EngineEvent, EngineEventType } from '../protocol/events.ts';

/** The newest event of each fact that still holds. */
export interface PresentState {
  apply(event: EngineEvent): void;
  /** In no particular order. */
  events(): Iterable<EngineEvent>;
}

/** What a client that joins now is told of the past, newest kept. */
const RECENT_LIMIT_COUNTS: Readonly<Partial<Record<EngineEventType, number>>> = {
  'transcript.completed': 200,
  'question.detected': 50,
  'question.passed': 50,
  'answer.started': 50,
  'answer.completed': 50,
  'answer.refreshed': 50,
  'feedback.recorded': 50,
};

export function createPresentState(): PresentState {
  const slots = new Map<string, EngineEvent>();
  const recent = new Map<EngineEventType, Map<string, EngineEvent>>();

  const keepRecent = (event: EngineEvent, turnId: string, limitCount: number): void => {
    const turns = recent.get(event.type) ?? new Map<string, EngineEvent>();
    recent.set(event.type, turns);
    turns.delete(turnId);
    turns.set(turnId, event);
    const oldest = turns.keys().next();
    if (turns.size > limitCount && !oldest.done) turns.delete(oldest.value);
  };
  /** Forgets what a channel or turn was doing, unless a newer turn has taken the slot. */
  const release = (turnId: string, ...keys: string[]): void => {
    for (const key of keys) {
      const held = slots.get(key);
      if (held && 'turnId' in held && held.turnId === turnId) slots.delete(key);
    }
  };

  return {
    apply(event) {
      const limitCount = RECENT_LIMIT_COUNTS[event.type];
      if (limitCount !== undefined && 'turnId' in event) keepRecent(event, event.turnId ?? '', limitCount);
      const slot = slotOf(event);
      if (slot) slots.set(slot, event);
      switch (event.type) {
        case 'transcript.completed':
        case 'transcript.dropped':
          release(event.turnId, `speech.started ${event.channel}`, `transcript.extended ${event.channel}`);
          break;
        case 'answer.started':
        case 'answer.extended':
          release(event.turnId, 'answer.waiting');
          break;
        case 'answer.completed':
          release(event.turnId, 'answer.waiting', 'answer.extended');
          break;
        case 'download.progressed':
          if (event.status !== 'running') slots.delete(slotOf(event) ?? '');
          break;
        default:
          break;
      }
    },
    *events() {
      yield* slots.values();
      for (const turns of recent.values()) yield* turns.values();
    },
  };
}

/** Events of one slot replace each other; those without a slot are over once told. */
function slotOf(event: EngineEvent): string | undefined {
  switch (event.type) {
    case 'component.changed':
      return `${event.type} ${event.state.component}`;
    case 'access-token.changed':
      return `${event.type} ${event.service}`;
    case 'download.progressed':
      return `${event.type} ${event.kind} ${event.name}`;
    case 'model.measured':
      return `${event.type} ${event.name}`;
    case 'speech.started':
    case 'transcript.extended':
      return `${event.type} ${event.channel}`;
    case 'settings.changed':
    case 'models.listed':
    case 'model-files.listed':
    case 'machine.described':
    case 'capture.changed':
    case 'push-to-talk.changed':
    case 'detector.changed':
    case 'answer.waiting':
    case 'answer.extended':
      return event.type;
    default:
      return undefined;
  }
}
