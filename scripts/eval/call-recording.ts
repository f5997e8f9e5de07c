import type { Channel } from '../../engine/protocol/call-parts.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';

/** One turn of a played call, as published to clients; times count from the channel's first sample. */
export interface RecordedTurn {
  readonly turnId: string;
  readonly channel: Channel;
  /** Where speech was heard. */
  startMs: number;
  endMs: number;
  /** When the end of the turn was decided; undefined when it never was. */
  decidedMs?: number;
  /** When `text` was final. */
  completedMs?: number;
  text: string;
  answer?: RecordedAnswer;
}

export interface RecordedAnswer {
  readonly question: string;
  readonly path: 'live' | 'cached' | 'speculated';
  readonly model: string;
  bullets: readonly string[];
  firstBulletMs?: number;
  status?: 'complete' | 'interrupted' | 'superseded' | 'capped' | 'failed';
}

/** Puts the events of a call together by turn, in order of their end. */
export function recordTurns(
  events: readonly EngineEvent[],
  startedAtMs: ReadonlyMap<Channel, number>,
): readonly RecordedTurn[] {
  const turns = new Map<string, RecordedTurn>();
  const sinceStart = (turn: RecordedTurn, atMs: number): number =>
    atMs - (startedAtMs.get(turn.channel) ?? 0);
  for (const event of events) {
    if (event.type === 'speech.started') {
      const { turnId, channel } = event;
      const turn: RecordedTurn = { turnId, channel, startMs: 0, endMs: 0, text: '' };
      turn.startMs = sinceStart(turn, event.atMs);
      turn.endMs = turn.startMs;
      turns.set(turnId, turn);
      continue;
    }
    const turn = 'turnId' in event && event.turnId !== undefined ? turns.get(event.turnId) : undefined;
    if (turn) apply(event, turn, sinceStart(turn, event.atMs));
  }
  return [...turns.values()].toSorted((a, b) => a.endMs - b.endMs);
}

function apply(event: EngineEvent, turn: RecordedTurn, atMs: number): void {
  switch (event.type) {
    case 'turn.ended':
      turn.endMs = event.speechEndMs;
      turn.decidedMs = atMs;
      return;
    case 'transcript.completed':
      turn.startMs = event.startMs;
      turn.endMs = event.endMs;
      turn.text = event.text;
      turn.completedMs = atMs;
      return;
    case 'answer.started':
      turn.answer = { question: event.question, path: event.path, model: event.model, bullets: [] };
      return;
    case 'answer.extended':
    case 'answer.completed': {
      const { answer } = turn;
      if (!answer) return;
      answer.bullets = event.bullets;
      if (event.bullets.length > 0) answer.firstBulletMs ??= atMs;
      if (event.type === 'answer.completed') answer.status = event.status;
      return;
    }
    default:
      return;
  }
}
