import { slotOf } from '../protocol/event-keeping.ts';
import { EVENT_KEEPING, type EngineEvent, type EngineEventType } from '../protocol/events.ts';

/** The newest event of each fact that still holds, as `EVENT_KEEPING` says. */
export interface PresentState {
  apply(event: EngineEvent): void;
  /** In no particular order. */
  events(): Iterable<EngineEvent>;
  /** Everything that was said and answered is erased. */
  forgetTurns(): void;
}

type RecentEvent = EngineEvent & { readonly turnId: string };

export function createPresentState(): PresentState {
  const slots = new Map<string, EngineEvent>();
  const recent = new Map<EngineEventType, Map<string, RecentEvent>>();

  const keepRecent = (event: RecentEvent, limitCount: number): void => {
    const turns = recent.get(event.type) ?? new Map<string, RecentEvent>();
    recent.set(event.type, turns);
    turns.delete(event.turnId);
    turns.set(event.turnId, event);
    const oldest = turns.keys().next();
    if (turns.size > limitCount && !oldest.done) turns.delete(oldest.value);
  };
  const rename = (turnId: string, name: string): void => {
    const turns = recent.get('speaker.recognized');
    const held = turns?.get(turnId);
    if (held?.type === 'speaker.recognized') turns?.set(turnId, { ...held, name });
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
      const keeping = EVENT_KEEPING[event.type];
      if (typeof keeping === 'object' && isOfTurn(event)) keepRecent(event, keeping.recentCount);
      if (keeping === 'slot') slots.set(slotOf(event), event);
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
        case 'speaker.renamed':
          for (const turnId of event.turnIds) rename(turnId, event.name);
          break;
        case 'download.progressed':
          if (event.status !== 'running') slots.delete(slotOf(event));
          break;
        default:
          break;
      }
    },
    *events() {
      yield* slots.values();
      for (const turns of recent.values()) yield* turns.values();
    },
    forgetTurns() {
      recent.clear();
      for (const [key, event] of slots) if ('turnId' in event) slots.delete(key);
    },
  };
}

function isOfTurn(event: EngineEvent): event is RecentEvent {
  return 'turnId' in event && event.turnId !== undefined;
}
