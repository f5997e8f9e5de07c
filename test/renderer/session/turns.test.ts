import { expect, test } from 'vitest';
import { initialState, MAX_TURN_COUNT, type SessionState } from '../../../renderer/session/state.ts';
import {
  findTurn,
  isEnded,
  restartAnswer,
  takeFreshBullets,
  updateAnswer,
  updateTurn,
} from '../../../renderer/session/turns.ts';

const withTurns = (...turnIds: readonly string[]): SessionState =>
  turnIds.reduce(
    (state, turnId) => updateTurn(state, { turnId, channel: 'them' }, { text: turnId }),
    initialState,
  );

test('a turn that is known is changed in its place, a new one comes last', () => {
  const before = withTurns('a', 'b');
  const state = updateTurn(before, { turnId: 'a', channel: 'me' }, { isFinal: true });
  expect(state.turns.map(({ turnId, channel, text, isFinal }) => [turnId, channel, text, isFinal])).toEqual([
    ['a', 'them', 'a', true],
    ['b', 'them', 'b', false],
  ]);
  // The state before is left as it was.
  expect(findTurn(before, 'a')?.isFinal).toBe(false);
});

test('a turn that was shared once stays so', () => {
  const shared = updateTurn(withTurns('a'), { turnId: 'a', isShared: true }, {});
  expect(findTurn(updateTurn(shared, { turnId: 'a' }, { isFinal: true }), 'a')?.isShared).toBe(true);
});

test('the oldest turns and answers leave first', () => {
  const turnIds = Array.from({ length: MAX_TURN_COUNT + 2 }, (_, index) => `t${index}`);
  const state = turnIds.reduce((so, turnId) => restartAnswer(so, turnId, {}), initialState);
  expect([
    state.turns.length,
    state.turns[0]?.turnId,
    state.askedTurnIds.length,
    state.askedTurnIds[0],
  ]).toEqual([MAX_TURN_COUNT, 't2', MAX_TURN_COUNT, 't2']);
});

test('an answer begins with the question of its turn, or with what was said', () => {
  const asked = updateTurn(
    withTurns('a'),
    { turnId: 'a' },
    { question: { text: 'What?', origin: 'detected' } },
  );
  expect(findTurn(updateAnswer(asked, 'a', {}), 'a')?.answer?.question).toBe('What?');
  expect(findTurn(updateAnswer(withTurns('a'), 'a', {}), 'a')?.answer?.question).toBe('a');
  expect(findTurn(updateAnswer(initialState, 'x', {}), 'x')?.answer).toMatchObject({
    phase: 'waiting',
    question: '',
  });
});

test('what an earlier answer of the turn said is gone once it is begun again, and it is the newest', () => {
  const answered = ['a', 'b'].reduce(
    (state, turnId) => updateAnswer(state, turnId, { bullets: ['old'], phase: 'complete', latencyMs: 5 }),
    withTurns('a', 'b'),
  );
  const state = restartAnswer(answered, 'a', { phase: 'waiting' });
  expect(state.askedTurnIds).toEqual(['b', 'a']);
  expect(findTurn(state, 'a')?.answer).toMatchObject({ bullets: [], phase: 'waiting' });
  expect(findTurn(state, 'a')?.answer?.latencyMs).toBeUndefined();
});

test('a change of an answer keeps the rest of it and its place', () => {
  const state = ['a', 'b'].reduce(
    (so, turnId) => restartAnswer(so, turnId, { bullets: ['x'] }),
    initialState,
  );
  const changed = updateAnswer(state, 'a', { phase: 'complete' });
  expect(changed.askedTurnIds).toEqual(['a', 'b']);
  expect(findTurn(changed, 'a')?.answer).toMatchObject({ bullets: ['x'], phase: 'complete' });
});

test('newer bullets take the place of old ones when they are asked for', () => {
  const stale = updateAnswer(withTurns('a'), 'a', { bullets: ['old'], freshBullets: ['new'], isStale: true });
  const fresh = takeFreshBullets(stale, 'a', 77);
  expect(findTurn(fresh, 'a')?.answer).toMatchObject({ bullets: ['new'], bulletsAtMs: 77, isStale: false });
  expect(findTurn(fresh, 'a')?.answer).not.toHaveProperty('freshBullets');
  expect(takeFreshBullets(fresh, 'a', 99)).toBe(fresh);
  expect(takeFreshBullets(fresh, 'nowhere', 99)).toBe(fresh);
});

test('an answer is over in every phase but waiting and streaming', () => {
  const phases = [
    'waiting',
    'streaming',
    'complete',
    'interrupted',
    'superseded',
    'capped',
    'failed',
  ] as const;
  const base =
    findTurn(updateAnswer(withTurns('a'), 'a', {}), 'a')?.answer ?? expect.unreachable('an answer');
  expect(phases.filter((phase) => !isEnded({ ...base, phase }))).toEqual(['waiting', 'streaming']);
});
