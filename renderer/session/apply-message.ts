import { isTransient } from '../../engine/protocol/event-keeping.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { ServerMessage } from '../../engine/protocol/messages.ts';
import { applyEvent } from './apply-event.ts';
import type { SessionState } from './state.ts';
import { initialState } from './state.ts';

/**
 * The state after one message of the server. A welcome that does not resume starts over; after one that
 * does, events the page has seen already are skipped, so a replay may overlap.
 */
export function applyMessage(state: SessionState, message: ServerMessage, nowMs: number): SessionState {
  switch (message.kind) {
    case 'welcome': {
      const present = message.isResumed ? state : { ...initialState, nowMs: state.nowMs };
      return {
        ...present,
        connection: 'open',
        epoch: message.epoch,
        welcomeSeq: message.seq,
        knownSeq: message.isResumed ? state.seq : -1,
        appVersion: message.appVersion,
      };
    }
    case 'event':
      return isRepeat(state, message.event) ? state : applyEvent(state, message.event, nowMs);
    case 'capture-lost':
    case 'accepted':
    case 'refused':
      return state;
  }
}

/** Where a new connection may resume, or undefined when the last snapshot may have been cut short. */
export function resumePoint(state: SessionState): { epoch: string; afterSeq: number } | undefined {
  if (state.epoch === undefined || state.seq < state.welcomeSeq) return undefined;
  return { epoch: state.epoch, afterSeq: state.seq };
}

/** Transient events bear the number of the newest lasting one, so theirs says nothing. */
function isRepeat(state: SessionState, event: EngineEvent): boolean {
  return event.seq <= state.knownSeq && !isTransient(event);
}
