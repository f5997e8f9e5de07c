import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { frameOf, greetingFrameOf } from '../../../engine/server/event-frame.ts';

test('all clients are greeted with one and the same frame of an event', () => {
  const event: EngineEvent = { type: 'push-to-talk.changed', seq: 1, atMs: 2, isHeld: true };
  const frame = greetingFrameOf(event);
  expect(JSON.parse(frame.toString('utf8'))).toEqual({ kind: 'event', event });
  expect(greetingFrameOf(event)).toBe(frame);
  expect(frameOf(event)).toEqual(frame);
});
