import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEndpointPolicy, type EndpointPolicy } from '../../../engine/vad/endpoint-policy.ts';

const BOUNDS = { minHangoverMs: 300, maxHangoverMs: 1_600 };

function hangoverAfter(text: string, isQuestion: boolean, completeness: number, policy = open()): number {
  policy.observeText('turn-1', { text, isQuestion, completeness });
  return policy.hangoverMs('turn-1', 'them');
}

function open(): EndpointPolicy {
  return createEndpointPolicy(BOUNDS);
}

test('waits a middling time while no words are known', () => {
  expect(open().hangoverMs('turn-1', 'them')).toBe(700);
  expect(hangoverAfter('', true, 1)).toBe(700);
});

test('lets a whole question end after the shortest time', () => {
  expect(hangoverAfter('what is the difference between a process and a thread', true, 0.8)).toBe(300);
});

test.each(['and', 'because', 'um', 'the', 'so', 'your', 'with'])(
  'waits at least 1.2 s after "%s"',
  (word) => {
    expect(hangoverAfter(`what would you do if it fails ${word}`, true, 0.9)).toBeGreaterThanOrEqual(1_200);
  },
);

test('waits at least 1.2 s for words that cannot be whole', () => {
  expect(hangoverAfter('what would you', true, 0.01)).toBeGreaterThanOrEqual(1_200);
});

test('gives a statement more time than a question and less than unfinished words', () => {
  const statementMs = hangoverAfter('our team has twelve engineers', false, 0.8);
  expect(statementMs).toBeGreaterThan(350);
  expect(statementMs).toBeLessThan(1_000);
});

test('forgets the words of before a pause once speech goes on', () => {
  const policy = open();
  expect(hangoverAfter('what is tcp', true, 0.8, policy)).toBe(300);
  policy.observePause('turn-1', 250);
  expect(policy.hangoverMs('turn-1', 'them')).toBe(700);
});

test('learns from the pauses of a slow speaker, on their own channel only', () => {
  const policy = open();
  for (let turn = 0; turn < 40; turn += 1) {
    policy.hangoverMs(`turn-${turn}`, 'them');
    policy.observePause(`turn-${turn}`, 900);
    policy.forget(`turn-${turn}`);
  }
  expect(policy.hangoverMs('slow', 'them')).toBeGreaterThan(1_000);
  expect(policy.hangoverMs('other', 'me')).toBe(700);
  policy.observeText('slow', { text: 'what is tcp', isQuestion: true, completeness: 0.8 });
  expect(policy.hangoverMs('slow', 'them')).toBe(300);
});

test('stays within its bounds whatever it is told', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.integer({ min: 0, max: 60_000 })),
      (text, isQuestion, completeness, pauses) => {
        const policy = open();
        policy.hangoverMs('turn-1', 'me');
        for (const pauseMs of pauses) policy.observePause('turn-1', pauseMs);
        policy.observeText('turn-1', { text, isQuestion, completeness });
        const hangoverMs = policy.hangoverMs('turn-1', 'me');
        expect(hangoverMs).toBeGreaterThanOrEqual(BOUNDS.minHangoverMs);
        expect(hangoverMs).toBeLessThanOrEqual(BOUNDS.maxHangoverMs);
      },
    ),
  );
});
