import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEndpointPolicy, type EndpointPolicy } from '../../../engine/vad/endpoint-policy.ts';

const PAUSE_MS = 250;
const BOUNDS = { minHangoverMs: 300, maxHangoverMs: 1_600 };

function open(): EndpointPolicy {
  return createEndpointPolicy(BOUNDS);
}

function hangoverAfter(text: string, completeness: number, policy = open(), isAsking = false): number {
  policy.observeText('turn-1', { text, completeness, isAsking });
  return policy.hangoverMs('turn-1', PAUSE_MS);
}

test('is a plain timer while no words are known', () => {
  expect(open().hangoverMs('turn-1', PAUSE_MS)).toBe(700);
  expect(hangoverAfter('', 1)).toBe(700);
});

test('lets a whole sentence end after the shortest time', () => {
  expect(hangoverAfter('what is the difference between a process and a thread', 0.8)).toBe(300);
});

test('waits for the rest of a sentence that does not look whole', () => {
  expect(hangoverAfter('what is the difference between a process and', 0.1)).toBe(1_200);
});

test('believes that a question is whole sooner than a statement', () => {
  expect(hangoverAfter('do you have any questions for us', 0.5, open(), true)).toBe(300);
  expect(hangoverAfter('we have no more questions for you', 0.5, open(), false)).toBe(1_200);
  expect(hangoverAfter('what is the difference between a', 0.1, open(), true)).toBe(1_200);
});

test('forgets the words from before a pause once speech continues', () => {
  const policy = open();
  expect(hangoverAfter('what is tcp', 0.8, policy)).toBe(300);
  policy.observeResumed('turn-1');
  expect(policy.hangoverMs('turn-1', PAUSE_MS)).toBe(700);
});

test('lets words count no sooner in the pause than they are said to be known', () => {
  const policy = open();
  policy.observeText('turn-1', { text: 'what is tcp', completeness: 0.8, isAsking: true, fromPauseMs: 500 });
  expect([490, 500].map((pauseMs) => policy.hangoverMs('turn-1', pauseMs))).toEqual([700, 300]);
});

test('keeps the words of two channels apart and drops those of a turn that is over', () => {
  const policy = open();
  policy.observeText('turn-1', { text: 'what is tcp', completeness: 0.8, isAsking: true });
  policy.observeText('turn-2', { text: 'and then we', completeness: 0.1, isAsking: false });
  expect([policy.hangoverMs('turn-1', PAUSE_MS), policy.hangoverMs('turn-2', PAUSE_MS)]).toEqual([
    300, 1_200,
  ]);
  policy.forget('turn-1');
  expect(policy.hangoverMs('turn-1', PAUSE_MS)).toBe(700);
});

test("stays within the user's bounds whatever it observes", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 200, max: 1_000 }),
      fc.integer({ min: 0, max: 1_000 }),
      (text, completeness, minHangoverMs, roomMs) => {
        const maxHangoverMs = minHangoverMs + roomMs;
        const hangoverMs = hangoverAfter(
          text,
          completeness,
          createEndpointPolicy({ minHangoverMs, maxHangoverMs }),
        );
        expect(hangoverMs).toBeGreaterThanOrEqual(minHangoverMs);
        expect(hangoverMs).toBeLessThanOrEqual(maxHangoverMs);
      },
    ),
  );
});
