import { expect, test } from 'vitest';
import type { EngineEvent, UnstampedEvent } from '../../../engine/protocol/events.ts';
import { clockTime, describeEvent } from '../../../scripts/commands/describe-event.ts';

const describe = (event: UnstampedEvent): string | undefined => {
  const stamped: EngineEvent = { ...event, seq: 1, atMs: 0 };
  return describeEvent(stamped);
};

const SAID = {
  type: 'transcript.completed',
  turnId: 't',
  channel: 'them',
  startMs: 65_000,
  endMs: 66_000,
} as const;

test.each([
  [{ ...SAID, text: 'Hello' }, '1:05  Them  Hello'],
  [{ ...SAID, channel: 'me', text: 'Hi' }, '1:05  You   Hi'],
  [{ ...SAID, isShared: true, text: 'Hi' }, '1:05  Room  Hi'],
  [{ ...SAID, text: 'Hello', isIncomplete: true, isLate: true }, '1:05  Them  Hello … (incomplete) (late)'],
] as const)('%j reads %j', (event, line) => {
  expect(describe(event as UnstampedEvent)).toBe(line);
});

test('an answer is shown with its bullets, its path and the time of the first', () => {
  const answer = {
    type: 'answer.completed',
    turnId: 't',
    path: 'live',
    latencyMs: 900,
    isStale: false,
  } as const;
  expect(describe({ ...answer, bullets: ['one', 'two'], status: 'complete', firstBulletMs: 400.4 })).toBe(
    '         • one\n         • two\n         (live, complete, first bullet after 400 ms)',
  );
  expect(describe({ ...answer, bullets: [], status: 'failed', firstBulletMs: null })).toContain(
    'after 900 ms',
  );
});

test('a part is reported when it is not well, and a failure with what to do', () => {
  const part = (status: 'ready' | 'degraded' | 'failed', component: 'model' | 'settings' = 'model') =>
    describe({ type: 'component.changed', state: { component, status, reason: 'It is down.' } });
  expect([part('ready'), part('degraded'), part('failed'), part('failed', 'settings')]).toEqual([
    undefined,
    'model: It is down.',
    'model: It is down.',
    undefined,
  ]);
  expect(describe({ type: 'failed', code: 'busy', message: 'Busy.', remedy: 'Wait.' })).toBe('Busy. Wait.');
});

test('what only a HUD needs is not shown', () => {
  expect(describe({ type: 'speech.started', turnId: 't', channel: 'me' })).toBeUndefined();
});

test.each([
  [0, '0:00'],
  [59_999, '0:59'],
  [3_600_000, '60:00'],
])('%i ms is %s', (timeMs, shown) => {
  expect(clockTime(timeMs)).toBe(shown);
});
