import type { EngineEvent } from '../../engine/protocol/events.ts';

/** What a terminal shows of an event; undefined for what only a HUD needs. */
export function describeEvent(event: EngineEvent): string | undefined {
  switch (event.type) {
    case 'transcript.completed':
      return describeTurn(event, undefined);
    case 'sound.lost':
      return `${clockTime(event.startMs)}  ${speakerOf(event)}  [${(event.lostMs / 1_000).toFixed(1)} s of sound lost]`;
    case 'speaker.recognized':
      return `       Speaker ${event.speakerId}`;
    case 'question.detected':
      return `       Question  ${event.text}`;
    case 'answer.completed':
      return [
        ...event.bullets.map((bullet) => `         • ${bullet}`),
        `         (${event.path}, ${event.status}, first bullet after ${Math.round(event.firstBulletMs ?? event.latencyMs)} ms)`,
      ].join('\n');
    case 'failed':
      return `${event.message} ${event.remedy}`;
    case 'component.changed':
      // Every command has printed it at its start.
      if (event.state.component === 'settings') return undefined;
      return event.state.status === 'failed' || event.state.status === 'degraded'
        ? `${event.state.component}: ${event.state.reason}`
        : undefined;
    default:
      return undefined;
  }
}

/** @param speakerId who spoke on a channel that several people share; undefined where that is not known. */
export function describeTurn(
  turn: Extract<EngineEvent, { type: 'transcript.completed' }>,
  speakerId: number | undefined,
): string {
  const { startMs, text, isIncomplete, isLate } = turn;
  const who = speakerId === undefined ? speakerOf(turn) : `Speaker ${speakerId}`;
  return `${clockTime(startMs)}  ${who}  ${text}${isIncomplete ? ' … (incomplete)' : ''}${isLate ? ' (late)' : ''}`;
}

function speakerOf({
  channel,
  isShared,
}: {
  channel: 'me' | 'them';
  isShared?: boolean | undefined;
}): string {
  if (isShared) return 'Room';
  return channel === 'me' ? 'You ' : 'Them';
}

/** `minutes:seconds` */
export function clockTime(timeMs: number): string {
  const totalSeconds = Math.floor(timeMs / 1_000);
  return `${Math.floor(totalSeconds / 60)}:${String(totalSeconds % 60).padStart(2, '0')}`;
}
