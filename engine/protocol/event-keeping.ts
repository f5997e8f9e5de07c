import type { EngineEvent, EngineEventType } from './events.ts';

/**
 * What becomes of an event once it was published. All but the transient ones are replayed to a client that comes back
 * soon; one that joins later gets those that still hold: the newest of each `slot` and some `recent` ones, a turn
 * each. A transient one is the first to go when a client reads too slowly, since the next replaces it anyway.
 */
type EventKeeping = 'slot' | 'replay' | 'transient' | { readonly recentCount: number };

export const EVENT_KEEPING = {
  'component.changed': 'slot',
  'settings.changed': 'slot',
  'access-token.changed': 'slot',
  'models.listed': 'slot',
  'model-files.listed': 'slot',
  'download.progressed': 'slot',
  'capture.changed': 'slot',
  'file.progressed': 'slot',
  'channel.measured': 'transient',
  'speech.started': 'slot',
  'speech.paused': 'replay',
  'turn.ended': 'replay',
  'transcript.extended': 'slot',
  'transcript.completed': { recentCount: 200 },
  'transcript.dropped': 'replay',
  'speaker.recognized': { recentCount: 200 },
  'speaker.renamed': 'replay',
  'sound.lost': { recentCount: 50 },
  'sound-test.changed': 'transient',
  'question.detected': { recentCount: 50 },
  'question.passed': { recentCount: 50 },
  'answer.waiting': 'slot',
  'answer.started': { recentCount: 50 },
  'answer.extended': 'slot',
  'answer.completed': { recentCount: 50 },
  'answer.refreshed': { recentCount: 50 },
  'push-to-talk.changed': 'slot',
  'feedback.recorded': { recentCount: 50 },
  'question-detector.changed': 'slot',
  'machine.described': 'slot',
  'model.measured': 'slot',
  'diagnostics.collected': 'replay',
  'facts.collected': 'replay',
  'calls.wiped': 'replay',
  'desktop.requested': 'replay',
  'metrics.measured': 'slot',
  // Those of a turn's answer; others are published once.
  failed: { recentCount: 50 },
} as const satisfies Readonly<Record<EngineEventType, EventKeeping>>;

export function isTransient({ type }: { readonly type: EngineEventType }): boolean {
  return EVENT_KEEPING[type] === 'transient';
}

/** Events of one slot replace each other: each component, service, channel and name has a slot of its own. */
export function slotOf(event: EngineEvent): string {
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
    default:
      return event.type;
  }
}
