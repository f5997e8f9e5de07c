import type { Channel, SessionState, Turn, TurnAnswer } from './state.ts';
import { MAX_TURN_COUNT } from './state.ts';

/** Changes the turn of that id, making it when it is new; the oldest turns leave first. */
export function updateTurn(
  state: SessionState,
  of: {
    readonly turnId: string;
    readonly channel?: Channel;
    readonly isShared?: boolean | undefined;
  },
  change: Partial<Turn>,
): SessionState {
  const index = state.turns.findLastIndex((turn) => turn.turnId === of.turnId);
  const before = state.turns[index] ?? newTurn(of.turnId, of.channel ?? 'me');
  const after = { ...before, ...(of.isShared && { isShared: true }), ...change };
  const turns =
    index === -1 ? [...state.turns, after].slice(-MAX_TURN_COUNT) : state.turns.with(index, after);
  return { ...state, turns };
}

/** Changes the answer of that turn, beginning it when there is none. */
export function updateAnswer(state: SessionState, turnId: string, change: Partial<TurnAnswer>): SessionState {
  const answer = findTurn(state, turnId)?.answer;
  if (!answer) return restartAnswer(state, turnId, change);
  return updateTurn(state, { turnId }, { answer: { ...answer, ...change } });
}

/** An answer from its beginning: whatever an earlier one of the same turn said is gone, and it is current. */
export function restartAnswer(
  state: SessionState,
  turnId: string,
  change: Partial<TurnAnswer>,
): SessionState {
  const answer = { ...newAnswer(questionOf(state, turnId)), ...change };
  const changed = updateTurn(state, { turnId }, { answer });
  const others = state.askedTurnIds.filter((asked) => asked !== turnId);
  return { ...changed, askedTurnIds: [...others, turnId].slice(-MAX_TURN_COUNT) };
}

/** The newer bullets of an old answer in its place. */
export function takeFreshBullets(state: SessionState, turnId: string, nowMs: number): SessionState {
  const answer = findTurn(state, turnId)?.answer;
  if (!answer?.freshBullets) return state;
  const { freshBullets: bullets, ...rest } = answer;
  return updateTurn(state, { turnId }, { answer: { ...rest, bullets, bulletsAtMs: nowMs, isStale: false } });
}

export function isEnded(answer: TurnAnswer): boolean {
  return answer.phase !== 'waiting' && answer.phase !== 'streaming';
}

export function findTurn(state: SessionState, turnId: string): Turn | undefined {
  return state.turns.findLast((turn) => turn.turnId === turnId);
}

function questionOf(state: SessionState, turnId: string): string {
  const turn = findTurn(state, turnId);
  return turn?.question?.text ?? turn?.text ?? '';
}

function newAnswer(question: string): TurnAnswer {
  return { phase: 'waiting', question, bullets: [], bulletsAtMs: 0, firstBulletMs: null, isStale: false };
}

function newTurn(turnId: string, channel: Channel): Turn {
  return { turnId, channel, speech: 'ended', text: '', volatile: '', isFinal: false, isDropped: false };
}
