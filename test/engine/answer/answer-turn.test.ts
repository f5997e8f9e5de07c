import { expect, test } from 'vitest';
import type { AnswerEvent } from '../../../engine/answer/answer-event.ts';
import { beginTurn } from '../../../engine/answer/answer-turn.ts';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { Question } from '../../../engine/base/nouns.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const QUESTION = { turnId: 'turn-1', text: 'What is TCP?', askedAtMs: 0 } as unknown as Question;

function stage(question = QUESTION) {
  const clock = new ManualClock();
  const events: AnswerEvent[] = [];
  const turn = beginTurn(question, 'live', 'toy', { emit: (event) => events.push(event), clock });
  return { clock, events, turn };
}

test('a turn starts at once, and its end has the times of its bullets', async () => {
  const { clock, events, turn } = stage();
  await clock.advance(300);
  turn.extend(['Ordered bytes']);
  await clock.advance(200);
  turn.extend(['Ordered bytes', 'Retransmits']);
  turn.complete('complete');
  expect(events.map(({ type }) => type)).toEqual([
    'answer-started',
    'answer-extended',
    'answer-extended',
    'answer-completed',
  ]);
  expect(events.at(-1)).toMatchObject({
    answer: { bullets: ['Ordered bytes', 'Retransmits'], path: 'live', status: 'complete', model: 'toy' },
    timing: { firstBulletMs: 300, firstBulletAtMs: 300, latencyMs: 500 },
    isStale: false,
  });
});

test('nothing comes after the end, which comes once', () => {
  const { events, turn } = stage();
  turn.complete('superseded');
  turn.extend(['late']);
  turn.wait('queued', 10);
  turn.complete('complete');
  expect(events.map(({ type }) => type)).toEqual(['answer-started', 'answer-completed']);
  expect(turn.isOver).toBe(true);
});

test('a failure is emitted before the end, which has no time of a bullet', () => {
  const { events, turn } = stage();
  turn.complete('failed', { error: new EngineError('busy', 'Too many.', 'Wait.') });
  expect(events.map(({ type }) => type)).toEqual(['answer-started', 'failed', 'answer-completed']);
  expect(events.at(-1)).toMatchObject({ timing: { firstBulletMs: null }, answer: { status: 'failed' } });
});

test('a question to the user themselves is marked', () => {
  expect(stage({ ...QUESTION, text: 'What is your biggest weakness?' }).events[0]).toMatchObject({
    asksUser: true,
  });
  expect(stage().events[0]).not.toHaveProperty('asksUser');
});
