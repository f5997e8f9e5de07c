import * as fc from 'fast-check';
import type { EngineEvent, UnstampedEvent } from '../../../engine/protocol/events.ts';
import { applyEvent } from '../../../renderer/session/apply-event.ts';
import { initialState, type SessionState } from '../../../renderer/session/state.ts';

/** Events as the hub would send them: numbered from 1 on. */
export function stamped(...events: readonly UnstampedEvent[]): EngineEvent[] {
  return events.map((event, index) => ({ atMs: 0, ...event, seq: index + 1 }));
}

/** The page's clock when `after` applies events. */
export const NOW_MS = 5_000;

/** What a page knows after these events alone. */
export const after = (...events: readonly UnstampedEvent[]): SessionState =>
  stamped(...events).reduce((state, event) => applyEvent(state, event, NOW_MS), initialState);

const turnId = fc.constantFrom('t1', 't2', 't3', 't4');
const channel = fc.constantFrom('me' as const, 'them' as const);
const text = fc.string({ maxLength: 20 });
const bullets = fc.array(text, { maxLength: 4 });
const path = fc.constantFrom('live' as const, 'cached' as const, 'speculated' as const);

const unstamped: fc.Arbitrary<UnstampedEvent> = fc.oneof(
  fc.record({ type: fc.constant('speech.started' as const), turnId, channel }),
  fc.record({ type: fc.constant('transcript.extended' as const), turnId, channel, text, volatile: text }),
  fc.record({
    type: fc.constant('transcript.completed' as const),
    turnId,
    channel,
    text,
    startMs: fc.constant(0),
    endMs: fc.constant(1),
  }),
  fc.record({
    type: fc.constant('question.detected' as const),
    turnId,
    channel,
    text,
    score: fc.constant(0.9),
    kind: fc.constant('wh' as const),
    origin: fc.constant('detected' as const),
  }),
  fc.record({
    type: fc.constant('answer.waiting' as const),
    turnId,
    reason: fc.constantFrom('thinking' as const, 'queued' as const),
    elapsedMs: fc.nat(9_000),
  }),
  fc.record({
    type: fc.constant('answer.started' as const),
    turnId,
    question: text,
    path,
    model: fc.constant('m'),
  }),
  fc.record({ type: fc.constant('answer.extended' as const), turnId, bullets }),
  fc.record({ type: fc.constant('answer.refreshed' as const), turnId, bullets }),
  fc.record({
    type: fc.constant('answer.completed' as const),
    turnId,
    bullets,
    path,
    status: fc.constantFrom('complete' as const, 'interrupted' as const, 'failed' as const),
    latencyMs: fc.nat(9_000),
    firstBulletMs: fc.option(fc.nat(9_000)),
    isStale: fc.boolean(),
  }),
  fc.record({ type: fc.constant('push-to-talk.changed' as const), isHeld: fc.boolean() }),
  fc.record({
    type: fc.constant('failed' as const),
    code: fc.constant('busy' as const),
    message: text,
    remedy: text,
    turnId,
  }),
);

export const eventStream = fc
  .array(unstamped, { minLength: 1, maxLength: 40 })
  .map((events) => stamped(...events));
