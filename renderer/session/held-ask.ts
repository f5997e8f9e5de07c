import type { EngineEvent } from '../../engine/protocol/events.ts';
import { wordsOf } from './selectors.ts';
import type { HeldAsk, SessionState } from './state.ts';

/** What was asked by push-to-talk and never became a question is given up after this long. */
const GIVE_UP_MS = 20_000;

/** What became of the question that is spoken with the key held, after one event. */
export function trackHeldAsk(
  held: HeldAsk | undefined,
  event: EngineEvent,
  nowMs: number,
): HeldAsk | undefined {
  if (event.type === 'push-to-talk.changed') {
    if (event.isHeld) return { turnIds: [] };
    return held && { ...held, releasedAtMs: nowMs };
  }
  if (!held) return undefined;
  switch (event.type) {
    case 'speech.started':
    case 'transcript.extended':
    case 'transcript.completed': {
      const isLater = held.releasedAtMs !== undefined || held.turnIds.includes(event.turnId);
      return isLater ? held : { ...held, turnIds: [...held.turnIds, event.turnId] };
    }
    case 'question.detected':
      return event.origin === 'push-to-talk' ? undefined : held;
    case 'answer.started':
    case 'answer.waiting':
    case 'failed':
      return held.releasedAtMs === undefined ? held : undefined;
    default:
      return held;
  }
}

export function isHeldAskOver(held: HeldAsk | undefined, nowMs: number): boolean {
  return held?.releasedAtMs !== undefined && nowMs - held.releasedAtMs > GIVE_UP_MS;
}

/** The words spoken so far with the key held; '' when there are none yet. */
export function heldWords({ turns, heldAsk }: Pick<SessionState, 'turns' | 'heldAsk'>): string {
  return turns
    .filter(({ turnId }) => heldAsk?.turnIds.includes(turnId))
    .map((turn) => `${wordsOf(turn)}${turn.text === '' ? '' : ` ${turn.volatile}`}`.trim())
    .join(' ')
    .trim();
}
