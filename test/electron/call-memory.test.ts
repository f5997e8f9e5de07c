import { expect, test } from 'vitest';
import { createCallMemory } from '../../electron/call-memory.ts';
import type { UnstampedEvent } from '../../engine/protocol/events.ts';

function stage() {
  const memory = createCallMemory();
  const take = (event: UnstampedEvent): void => memory.take({ ...event, seq: 1, atMs: 0 });
  const answer = (turnId: string, bullets: string[], isStarted = true): void => {
    if (isStarted) take({ type: 'answer.started', turnId, question: `${turnId}?`, path: 'live', model: 'm' });
    const times = { latencyMs: 1, firstBulletMs: 1, isStale: false };
    take({ type: 'answer.completed', turnId, bullets, path: 'live', status: 'complete', ...times });
  };
  const recent = (): readonly string[] =>
    memory.recentAnswers().map(({ question, bullets }) => `${question} ${bullets.join()}`);
  return { memory, take, answer, recent };
}

test('the last five answers are kept, newest first', () => {
  const { answer, recent } = stage();
  for (let index = 1; index <= 7; index += 1) answer(`t${index}`, ['a', 'b']);
  expect(recent()).toEqual(['t7? a,b', 't6? a,b', 't5? a,b', 't4? a,b', 't3? a,b']);
});

test('an answer that comes again takes its own place, as the newest', () => {
  const { answer, recent } = stage();
  answer('t1', ['old']);
  answer('t2', ['b']);
  answer('t1', ['new']);
  expect(recent()).toEqual(['t1? new', 't2? b']);
});

test('an answer without bullets leaves nothing to copy, and a question that was not heard is empty', () => {
  const { answer, recent } = stage();
  answer('t1', []);
  answer('t2', ['a'], false);
  expect(recent()).toEqual([' a']);
});

test('with the call everything is forgotten, questions under way too', () => {
  const { memory, take, answer, recent } = stage();
  answer('t1', ['a']);
  take({ type: 'answer.started', turnId: 't2', question: 'secret?', path: 'live', model: 'm' });
  take({ type: 'calls.wiped', scope: 'call' });
  answer('t2', ['b'], false);
  expect(recent()).toEqual([' b']);
  memory.forget();
  expect(recent()).toEqual([]);
});
