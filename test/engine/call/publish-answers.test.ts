import { expect, test } from 'vitest';
import type { AnswerEvent } from '../../../engine/answer/answer-event.ts';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { Question } from '../../../engine/base/nouns.ts';
import { publishAnswers, refuseQuestion } from '../../../engine/call/publish-answers.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const WAITING: AnswerEvent = {
  type: 'answer-waiting',
  turnId: 't1',
  reason: 'queued',
  elapsedMs: 5,
  atMs: 7,
};

async function* answersThat(fail?: () => never): AsyncGenerator<AnswerEvent, void, undefined> {
  yield WAITING;
  fail?.();
}

test('answers are published until they end', async () => {
  const published: UnstampedEvent[] = [];
  await publishAnswers(answersThat(), (event) => published.push(event), new AbortController().signal);
  expect(published).toEqual([
    { type: 'answer.waiting', turnId: 't1', reason: 'queued', elapsedMs: 5, atMs: 7 },
  ]);
});

test('a failure is published and ends it, unless Sotto is ending anyway', async () => {
  const fail = (): never => {
    throw new EngineError('chat-model-down', 'It died.', 'Restart it.');
  };
  const published: UnstampedEvent[] = [];
  await publishAnswers(answersThat(fail), (event) => published.push(event), new AbortController().signal);
  expect(published.at(-1)).toEqual({
    type: 'failed',
    code: 'chat-model-down',
    message: 'It died.',
    remedy: 'Restart it.',
  });
  published.length = 0;
  await publishAnswers(answersThat(fail), (event) => published.push(event), AbortSignal.abort());
  expect(published.map(({ type }) => type)).toEqual(['answer.waiting']);
});

test('a question that found no place has started, failed and ended, for every client that waits', () => {
  const question: Question = {
    turnId: 't1',
    channel: 'them',
    text: 'What is TCP?',
    judgement: { probability: 1, isQuestion: true, kind: 'wh', worthAnswering: true, completeness: 1 },
    origin: 'typed',
    askedAtMs: 0,
  };
  const published: UnstampedEvent[] = [];
  refuseQuestion(question, (event) => published.push(event), new ManualClock());
  expect(published).toMatchObject([
    { type: 'answer.started', turnId: 't1', question: 'What is TCP?' },
    { type: 'failed', turnId: 't1', code: 'busy', remedy: 'Ask again.' },
    { type: 'answer.completed', turnId: 't1', status: 'failed', bullets: [] },
  ]);
});
