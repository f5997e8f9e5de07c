import { expect, test } from 'vitest';
import { createStatedFacts } from '../../../engine/call/stated-facts.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';

function rig() {
  const published: UnstampedEvent[] = [];
  const facts = createStatedFacts((event) => void published.push(event));
  const observe = (event: UnstampedEvent, atMs: number): void => facts.observe({ ...event, seq: 0, atMs });
  return {
    facts,
    capture: (atMs: number, isCapturing: boolean, isPaused = false): void =>
      observe({ type: 'capture.changed', isCapturing, isPaused, isDemo: false, channels: [] }, atMs),
    say: (turnId: string, text: string, beganAtMs: number): void => {
      observe({ type: 'speech.started', turnId, channel: 'them' }, beganAtMs);
      observe(
        { type: 'transcript.completed', turnId, channel: 'them', text, startMs: 0, endMs: 1 },
        beganAtMs + 4_000,
      );
    },
    collect: () => {
      facts.publish();
      const event = published.at(-1);
      return event?.type === 'facts.collected'
        ? event.facts.map(({ text, turnId, sinceCallBeganMs }) => [text, turnId, sinceCallBeganMs])
        : undefined;
    },
  };
}

test('facts have their place in the call, pauses included, and the newest one when they are said again', () => {
  const call = rig();
  call.capture(1_000, true);
  call.say('t1', 'We pay 300 euros.', 11_000);
  call.capture(20_000, false, true);
  call.capture(50_000, true);
  call.say('t2', 'It has 12 seats.', 61_000);
  call.say('t3', 'As I said, 300 Euros.', 71_000);
  expect(call.collect()).toEqual([
    ['12 seats', 't2', 60_000],
    ['300 Euros', 't3', 70_000],
  ]);
});

test('a new call begins without those of the one before, and a wipe leaves none', () => {
  const call = rig();
  call.capture(0, true);
  call.say('t1', 'We pay 300 euros.', 1_000);
  call.capture(9_000, false);
  expect(call.collect()).toHaveLength(1);
  call.capture(10_000, true);
  expect(call.collect()).toEqual([]);
  call.say('t2', 'We pay 400 euros.', 12_000);
  call.facts.forget();
  expect(call.collect()).toEqual([]);
});
