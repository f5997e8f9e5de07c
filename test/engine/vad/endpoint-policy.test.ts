import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEndpointPolicy, type EndpointPolicy } from '../../../engine/vad/endpoint-policy.ts';

const BOUNDS = { minHangoverMs: 300, maxHangoverMs: 1_600 };

function hangoverAfter(text: string, isQuestion: boolean, completeness: number, policy = open()): number {
  policy.observeText('turn-1', { text, kind: isQuestion ? 'wh' : 'none', completeness });
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

test.each(['because.', 'and?', 'um.', 'the!', 'the —', 'of."'])(
  'waits at least 1.2 s after "%s" too: recognizers close whatever they hear',
  (ending) => {
    expect(hangoverAfter(`what would you do if it fails ${ending}`, true, 0.9)).toBeGreaterThanOrEqual(1_200);
  },
);

test('a slow speaker gets their pauses after whole statements as well', () => {
  const policy = open();
  for (let turn = 0; turn < 40; turn += 1) {
    policy.hangoverMs(`turn-${turn}`, 'them');
    policy.observePause(`turn-${turn}`, 900);
    policy.forget(`turn-${turn}`);
  }
  policy.observeText('slow', { text: 'our team has twelve engineers', kind: 'none', completeness: 0.9 });
  expect(policy.hangoverMs('slow', 'them')).toBeGreaterThan(1_000);
});

test('waits at least 1.2 s for words that cannot be whole', () => {
  expect(hangoverAfter('what would you', true, 0.01)).toBeGreaterThanOrEqual(1_200);
});

test('asks more of a statement than of a question before it believes in its end', () => {
  expect(hangoverAfter('our team has twelve engineers', false, 0.8)).toBe(300);
  expect(hangoverAfter('our team has twelve engineers', false, 0.7)).toBeGreaterThan(350);
  expect(hangoverAfter('our team has twelve engineers', false, 0.5)).toBeGreaterThanOrEqual(1_200);
  expect(hangoverAfter('how many engineers do you have', true, 0.5)).toBe(300);
});

test('believes neither one word nor a name that is being spelled', () => {
  expect(hangoverAfter('begin', false, 0.95)).toBe(800);
  expect(hangoverAfter('why', true, 0.95)).toBe(300);
  expect(hangoverAfter('my name is n e z', false, 0.95)).toBe(800);
});

test('waits longer for a yes-no question whose voice falls, and only for that', () => {
  const text = 'have you tried the new service';
  const hangoverOf = (kind: 'yes-no' | 'wh', finalPitchRise: number): number => {
    const policy = open();
    policy.observeText('turn-1', { text, kind, completeness: 0.8, finalPitchRise });
    return policy.hangoverMs('turn-1', 'them');
  };
  expect([hangoverOf('yes-no', -4), hangoverOf('yes-no', 2), hangoverOf('wh', -4)]).toEqual([600, 300, 300]);
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
  policy.observeText('slow', { text: 'what is tcp', kind: 'wh', completeness: 0.8 });
  expect(policy.hangoverMs('slow', 'them')).toBe(300);
});

test('stays within its bounds whatever it is told', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('none', 'wh', 'yes-no'),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.integer({ min: 0, max: 60_000 })),
      (text, kind, completeness, pauses) => {
        const policy = open();
        policy.hangoverMs('turn-1', 'me');
        for (const pauseMs of pauses) policy.observePause('turn-1', pauseMs);
        policy.observeText('turn-1', { text, kind, completeness });
        const hangoverMs = policy.hangoverMs('turn-1', 'me');
        expect(hangoverMs).toBeGreaterThanOrEqual(BOUNDS.minHangoverMs);
        expect(hangoverMs).toBeLessThanOrEqual(BOUNDS.maxHangoverMs);
      },
    ),
  );
});
