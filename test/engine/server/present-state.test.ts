import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { createPresentState } from '../../../engine/server/present-state.ts';
import { answerCompleted, answerExtended } from '../../fakes/answer-events.ts';
import { answerStarted } from './answer-started.ts';

/** The events that a client which comes now would be sent, by their numbers. */
function keptOf(events: readonly UnstampedEvent[], { isForgotten = false } = {}): readonly number[] {
  const state = createPresentState();
  for (const [index, event] of events.entries()) state.apply({ ...event, seq: index + 1, atMs: 0 });
  if (isForgotten) state.forgetTurns();
  return [...state.events()].map(({ seq }) => seq).toSorted((a, b) => a - b);
}

const channel = 'them' as const;
const started = (turnId: string, of: 'me' | 'them' = channel): UnstampedEvent => ({
  type: 'speech.started',
  turnId,
  channel: of,
});
const words = (turnId: string): UnstampedEvent => ({
  type: 'transcript.extended',
  turnId,
  channel,
  text: 'a',
  volatile: '',
});
const transcript = (turnId: string): UnstampedEvent => ({
  type: 'transcript.completed',
  turnId,
  channel,
  text: 'a',
  startMs: 0,
  endMs: 1,
});
const waiting = (turnId: string): UnstampedEvent => ({
  type: 'answer.waiting',
  turnId,
  reason: 'queued',
  elapsedMs: 0,
});
const component = (name: 'model' | 'speech'): UnstampedEvent => ({
  type: 'component.changed',
  state: { component: name, status: 'ready', reason: '' },
});
const download = (name: string, status: 'running' | 'completed'): UnstampedEvent => ({
  type: 'download.progressed',
  kind: 'chat',
  name,
  status,
  detail: '',
  receivedBytes: 0,
  totalBytes: 1,
});

test('the newest event of each fact stands for it', () => {
  expect(keptOf([component('model'), component('speech'), component('model')])).toEqual([2, 3]);
  expect(keptOf([started('a', 'me'), started('b'), started('c')])).toEqual([1, 3]);
});

test('words that are complete are no longer under way, unless a newer turn has begun', () => {
  expect(keptOf([started('a'), words('a'), transcript('a')])).toEqual([3]);
  expect(keptOf([started('a'), words('a'), started('b'), transcript('a')])).toEqual([3, 4]);
  const dropped: UnstampedEvent = { type: 'transcript.dropped', turnId: 'a', channel, reason: 'too-short' };
  expect(keptOf([started('a'), words('a'), dropped])).toEqual([]);
});

test('a wait is over with the first bullet, bullets under way with the end of the answer', () => {
  const answer = [answerStarted('a'), waiting('a'), answerExtended('a'), answerCompleted('a')];
  expect(keptOf(answer.slice(0, 2))).toEqual([1, 2]);
  expect(keptOf(answer.slice(0, 3))).toEqual([1, 3]);
  expect(keptOf(answer)).toEqual([1, 4]);
  // The end of an older answer says nothing about the newer one.
  expect(keptOf([answerExtended('b'), answerCompleted('a')])).toEqual([1, 2]);
});

test('a download is reported while it runs, each by itself', () => {
  expect(keptOf([download('a', 'running'), download('b', 'running'), download('a', 'completed')])).toEqual([
    2,
  ]);
});

test('what passes is not kept', () => {
  expect(
    keptOf([
      { type: 'speech.paused', turnId: 'a', channel },
      { type: 'failed', code: 'busy', message: 'Busy.', remedy: 'Wait.' },
      { type: 'calls.wiped', scope: 'call' },
    ]),
  ).toEqual([]);
});

test('why a turn has no answer is kept, with what to do', () => {
  const failed = { type: 'failed', code: 'busy', message: 'Busy.', remedy: 'Wait.', turnId: 'a' } as const;
  expect(keptOf([answerStarted('a'), failed])).toEqual([1, 2]);
});

test('of many turns the last fifty answers are kept, one event each', () => {
  const turns = Array.from({ length: 60 }, (_, index) => answerCompleted(`t${index}`));
  expect(keptOf(turns)).toEqual(Array.from({ length: 50 }, (_, index) => index + 11));
  // A turn that is reported again counts as new.
  const again = [...turns.slice(0, 50), answerCompleted('t0'), answerCompleted('t50')];
  expect(keptOf(again)).toEqual([...Array.from({ length: 48 }, (_, index) => index + 3), 51, 52]);
});

test('what was said and answered is forgotten, facts about the machine are not', () => {
  const events = [
    component('model'),
    started('a'),
    words('a'),
    transcript('b'),
    answerExtended('a'),
    answerCompleted('b'),
  ];
  expect(keptOf(events, { isForgotten: true })).toEqual([1]);
});
