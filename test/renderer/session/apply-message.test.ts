import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import type { ServerMessage } from '../../../engine/protocol/messages.ts';
import { applyMessage, resumePoint } from '../../../renderer/session/apply-message.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';
import { eventStream, stamped } from './events.ts';

const welcome = (seq: number, isResumed: boolean): ServerMessage => ({
  kind: 'welcome',
  protocol: 1,
  epoch: 'e1',
  role: 'hud',
  seq,
  isResumed,
  appVersion: '1.0.0',
});
const heard = (state: SessionState, ...messages: ServerMessage[]): SessionState =>
  messages.reduce((present, message) => applyMessage(present, message, 0), state);
const reported = (event: EngineEvent): ServerMessage => ({ kind: 'event', event });
const facts = ({ welcomeSeq: _welcome, knownSeq: _known, ...rest }: SessionState): unknown => rest;

test('events that come twice after a resume leave the same state as events that come once', () => {
  fc.assert(
    fc.property(eventStream, fc.nat(), fc.nat(), (events, cutSeed, overlapSeed) => {
      const cut = cutSeed % (events.length + 1);
      const overlap = overlapSeed % (cut + 1);
      const once = heard(initialState, welcome(0, false), ...events.map(reported));
      const before = heard(initialState, welcome(0, false), ...events.slice(0, cut).map(reported));
      const resumed = heard(
        before,
        welcome(events.length, true),
        ...events.slice(cut - overlap).map(reported),
      );
      expect(facts(resumed)).toEqual(facts(once));
    }),
  );
});

test('a welcome that does not resume starts over, whatever the numbers', () => {
  const [old] = stamped({ type: 'push-to-talk.changed', isHeld: true });
  const before = heard(initialState, welcome(0, false), reported({ ...old, seq: 900 } as EngineEvent));
  const fresh = heard(
    before,
    { ...welcome(3, false), epoch: 'e2' } as ServerMessage,
    reported({ type: 'speech.started', turnId: 't1', channel: 'me', seq: 2, atMs: 0 }),
  );
  expect(fresh).toMatchObject({ epoch: 'e2', heldAsk: undefined, connection: 'open', seq: 2 });
  expect(fresh.turns).toHaveLength(1);
});

test('readings are never taken for repeats, though they bear an old number', () => {
  const reading: EngineEvent = {
    type: 'sound-test.changed',
    seq: 5,
    atMs: 0,
    phase: 'opening',
    channels: [],
  };
  const resumed = heard({ ...initialState, seq: 5 }, welcome(5, true), reported(reading));
  expect(resumed.soundTest).toEqual({ phase: 'opening', channels: [] });
});

test('a snapshot that was cut short is not resumed from', () => {
  expect(resumePoint(initialState)).toBeUndefined();
  const cut = heard(
    initialState,
    welcome(7, false),
    ...stamped({ type: 'push-to-talk.changed', isHeld: true }).map(reported),
  );
  expect(resumePoint(cut)).toBeUndefined();
  const whole = heard(cut, reported({ type: 'push-to-talk.changed', isHeld: false, seq: 7, atMs: 0 }));
  expect(resumePoint(whole)).toEqual({ epoch: 'e1', afterSeq: 7 });
});
