import { EVENT_KEEPING, type EngineEvent, type EngineEventType } from './events.ts';

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
