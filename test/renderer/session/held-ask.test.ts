import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { applyEvent } from '../../../renderer/session/apply-event.ts';
import { heldWords, isHeldAskOver } from '../../../renderer/session/held-ask.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';

const after = (...events: readonly UnstampedEvent[]): SessionState =>
  events.reduce<SessionState>(
    (state, event, index) => applyEvent(state, { ...event, seq: index + 1, atMs: 0 }, 5_000),
    initialState,
  );
const press: UnstampedEvent = { type: 'push-to-talk.changed', isHeld: true };
const release: UnstampedEvent = { type: 'push-to-talk.changed', isHeld: false };
const said = (turnId: string, text: string): UnstampedEvent => ({
  type: 'transcript.extended',
  turnId,
  channel: 'me',
  text,
  volatile: 'now',
});

test('the words since the press are the question, also after the release', () => {
  const state = after(said('t0', 'Before.'), press, said('t1', 'What is'), said('t2', 'TCP'), release);
  expect(heldWords(state)).toBe('What is now TCP now');
  expect(state.heldAsk).toEqual({ turnIds: ['t1', 't2'], releasedAtMs: 5_000 });
});

test('it ends as its question is asked or its answer begins, but not by another answer while held', () => {
  const started: UnstampedEvent = {
    type: 'answer.started',
    turnId: 'x',
    question: 'q',
    path: 'live',
    model: 'm',
  };
  expect(after(press, started).heldAsk).toEqual({ turnIds: [] });
  expect(after(press, release, started).heldAsk).toBeUndefined();
});

test('held speech that becomes nothing is given up', () => {
  const { heldAsk } = after(press, release);
  expect([isHeldAskOver(heldAsk, 24_999), isHeldAskOver(heldAsk, 25_001)]).toEqual([false, true]);
  expect(isHeldAskOver(after(press).heldAsk, 1e9)).toBe(false);
});
