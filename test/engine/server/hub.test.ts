import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { createHub, type Hub } from '../../../engine/server/hub.ts';
import type { EngineEvent, UnstampedEvent } from '../../../engine/protocol/events.ts';
import { answerCompleted, answerExtended } from '../../fakes/answer-events.ts';
import { answerStarted } from './answer-started.ts';

const clock: Clock = { ...systemClock, nowMs: () => 7 };

const transcript = (turnId: string): UnstampedEvent => ({
  type: 'transcript.completed',
  turnId,
  channel: 'them',
  text: turnId,
  startMs: 0,
  endMs: 1,
});
const level: UnstampedEvent = {
  type: 'channel.measured',
  channel: 'me',
  device: '',
  levelDbfs: -60,
  noiseFloorDbfs: -60,
  clippedRatio: 0,
  state: 'listening',
  isWordless: false,
  isSpeech: false,
  lastFrameAgeMs: 0,
  lastWordAgeMs: null,
  droppedFrameCount: 0,
};

const typesOf = (events: readonly EngineEvent[]): string[] =>
  events.map((event) => ('turnId' in event ? `${event.type} ${event.turnId}` : event.type));

function publishAll(hub: Hub, events: readonly UnstampedEvent[]): void {
  for (const event of events) hub.publish(event);
}

test('events are numbered from one, timed by the clock unless they bear a time, and sent in order', () => {
  const hub = createHub({ clock });
  const reported: EngineEvent[] = [];
  hub.subscribe((event) => reported.push(event));
  hub.publish(transcript('a'));
  hub.publish({ ...transcript('b'), atMs: 3 });
  expect(reported.map(({ seq, atMs }) => ({ seq, atMs }))).toEqual([
    { seq: 1, atMs: 7 },
    { seq: 2, atMs: 3 },
  ]);
});

test('a transient event is sent but takes no number and is neither replayed nor in a snapshot', () => {
  const hub = createHub({ clock });
  const reported: EngineEvent[] = [];
  hub.subscribe((event) => reported.push(event));
  publishAll(hub, [transcript('a'), level, transcript('b')]);
  expect(reported.map((event) => event.seq)).toEqual([1, 1, 2]);
  expect(typesOf(hub.replaySince(0) ?? [])).toEqual(['transcript.completed a', 'transcript.completed b']);
  expect(typesOf(hub.snapshot())).toEqual(['transcript.completed a', 'transcript.completed b']);
});

test('facts that a page asked for and requests to the desktop app outlast a lost connection', () => {
  const hub = createHub({ clock });
  publishAll(hub, [
    { type: 'facts.collected', facts: [] },
    { type: 'desktop.requested', action: 'show' },
    transcript('a'),
  ]);
  expect(hub.replaySince(0)?.map(({ type }) => type)).toEqual([
    'facts.collected',
    'desktop.requested',
    'transcript.completed',
  ]);
});

test('who joins after a call gets the newest figures of the run', () => {
  const hub = createHub({ clock });
  publishAll(hub, [
    { type: 'metrics.measured', counters: { turns: 1 }, latencies: {} },
    { type: 'metrics.measured', counters: { turns: 2 }, latencies: {} },
    transcript('a'),
  ]);
  expect(hub.snapshot()).toMatchObject([
    { type: 'metrics.measured', counters: { turns: 2 } },
    { type: 'transcript.completed' },
  ]);
});

test('a subscriber that left receives nothing more', () => {
  const hub = createHub({ clock });
  const reported: EngineEvent[] = [];
  const stop = hub.subscribe((event) => reported.push(event));
  stop();
  hub.publish(transcript('a'));
  expect(reported).toEqual([]);
});

test('the ring replays exactly what came after any number it still reaches, and refuses others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 70 }),
      (capacityCount, eventCount, afterSeq) => {
        const hub = createHub({ clock, capacityCount });
        for (let index = 0; index < eventCount; index += 1) hub.publish(transcript(`t${index}`));
        const replayed = hub.replaySince(afterSeq)?.map((event) => event.seq);
        const isReachable = afterSeq <= eventCount && afterSeq >= eventCount - capacityCount;
        expect(replayed).toEqual(
          isReachable
            ? Array.from({ length: eventCount - afterSeq }, (_, index) => afterSeq + 1 + index)
            : undefined,
        );
      },
    ),
  );
});

test('a snapshot holds each fact once, in order, and ends with the newest event', () => {
  const hub = createHub({ clock });
  publishAll(hub, [
    { type: 'component.changed', state: { component: 'model', status: 'starting', reason: '' } },
    { type: 'component.changed', state: { component: 'speech', status: 'ready', reason: '' } },
    { type: 'component.changed', state: { component: 'model', status: 'ready', reason: '' } },
    { type: 'speech.started', turnId: 't1', channel: 'them' },
    { type: 'transcript.extended', turnId: 't1', channel: 'them', text: 'what', volatile: '' },
    transcript('t1'),
    answerStarted('t1'),
    { type: 'answer.waiting', turnId: 't1', reason: 'queued', elapsedMs: 1 },
    answerExtended('t1', ['a']),
    answerExtended('t1', ['a', 'b']),
    { type: 'speech.started', turnId: 't2', channel: 'them' },
    { type: 'speech.paused', turnId: 't2', channel: 'them' },
  ]);
  expect(hub.snapshot().map((event) => [event.seq, event.type])).toEqual([
    [2, 'component.changed'],
    [3, 'component.changed'],
    [6, 'transcript.completed'],
    [7, 'answer.started'],
    [10, 'answer.extended'],
    [11, 'speech.started'],
    [12, 'speech.paused'],
  ]);
});

test('a completed answer keeps its question and text and drops the steps on the way', () => {
  const hub = createHub({ clock });
  publishAll(hub, [
    answerStarted('t1'),
    answerExtended('t1', ['a']),
    answerCompleted('t1'),
    transcript('t2'),
  ]);
  expect(typesOf(hub.snapshot())).toEqual([
    'answer.started t1',
    'answer.completed t1',
    'transcript.completed t2',
  ]);
});

test('who joins later gets the speakers with the names they were given since', () => {
  const hub = createHub({ clock });
  const reported = (turnId: string, speakerId: number): UnstampedEvent => ({
    type: 'speaker.recognized',
    turnId,
    channel: 'them',
    speakerId,
    name: '',
  });
  publishAll(hub, [
    reported('t1', 1),
    reported('t2', 2),
    { type: 'speaker.renamed', speakerId: 1, name: 'Ann', turnIds: ['t1', 't0'] },
    transcript('t3'),
  ]);
  expect(hub.snapshot()).toMatchObject([
    { type: 'speaker.recognized', turnId: 't1', name: 'Ann' },
    { type: 'speaker.recognized', turnId: 't2', name: '' },
    { type: 'transcript.completed' },
  ]);
});

test('the late transcript of an older turn does not end the newer turn of its channel', () => {
  const hub = createHub({ clock });
  publishAll(hub, [
    { type: 'speech.started', turnId: 't1', channel: 'me' },
    { type: 'speech.started', turnId: 't2', channel: 'me' },
    { ...transcript('t1'), channel: 'me' } as UnstampedEvent,
  ]);
  expect(typesOf(hub.snapshot())).toEqual(['speech.started t2', 'transcript.completed t1']);
});

test('a snapshot stays bounded in a call of any length', () => {
  const hub = createHub({ clock, capacityCount: 16 });
  for (let index = 0; index < 2_000; index += 1) {
    publishAll(hub, [
      { type: 'speech.started', turnId: `t${index}`, channel: 'me' },
      transcript(`t${index}`),
      answerStarted(`t${index}`),
      answerExtended(`t${index}`, ['a']),
      answerCompleted(`t${index}`),
    ]);
  }
  const events = hub.snapshot();
  expect(events.length).toBeLessThanOrEqual(301);
  expect(typesOf(events).at(-1)).toBe('answer.completed t1999');
});

test('what a listener publishes reaches every subscriber after the event it was handling', () => {
  const hub = createHub({ clock });
  const reported: number[] = [];
  hub.subscribe(({ type }) => {
    if (type === 'answer.started') hub.publish(answerCompleted('a'));
  });
  hub.subscribe(({ seq }) => reported.push(seq));
  hub.publish(answerStarted('a'));
  expect(reported).toEqual([1, 2]);
});

test('a listener that throws costs neither the publisher nor the other listeners anything', () => {
  const warnings: string[] = [];
  const log = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  const hub = createHub({ clock, log });
  const heard: number[] = [];
  hub.subscribe(() => {
    throw new Error('broken');
  });
  hub.subscribe(({ seq }) => heard.push(seq));
  hub.publish({ type: 'push-to-talk.changed', isHeld: true });
  hub.publish({ type: 'push-to-talk.changed', isHeld: false });
  expect([heard, warnings]).toEqual([
    [1, 2],
    ['a listener failed', 'a listener failed'],
  ]);
});

test('a wall clock that jumps by hours, to 2038 or back changes neither order nor times', () => {
  let nowMs = 0;
  const wallTimesMs = [Date.UTC(2026, 10, 21), Date.UTC(2026, 10, 21, -1), Date.UTC(2038, 0, 20), 0];
  const hub = createHub({
    clock: {
      nowMs: () => (nowMs += 1),
      wallMs: () => wallTimesMs.shift() ?? 0,
      sleep: () => Promise.resolve(),
    },
  });
  const events = [true, false, true, false].map((isHeld) =>
    hub.publish({ type: 'push-to-talk.changed', isHeld }),
  );
  expect(events.map(({ seq, atMs }) => [seq, atMs])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
  expect(hub.replaySince(0)).toEqual(events);
});

test('forgotten turns are in no snapshot and no replay, while other facts still hold', () => {
  const hub = createHub({ clock });
  publishAll(hub, [
    { type: 'push-to-talk.changed', isHeld: true },
    transcript('a'),
    { type: 'speech.started', turnId: 'b', channel: 'me' },
    { type: 'transcript.extended', turnId: 'b', channel: 'me', text: 'secret', volatile: '' },
    answerStarted('a'),
    answerExtended('a', ['secret']),
  ]);
  const before = hub.seq;
  hub.forgetTurns();
  expect(typesOf(hub.snapshot())).toEqual(['push-to-talk.changed']);
  expect([hub.replaySince(0), hub.replaySince(before - 1)]).toEqual([undefined, undefined]);
  publishAll(hub, [{ type: 'calls.wiped', scope: 'call' }, transcript('c')]);
  expect(typesOf(hub.replaySince(before) ?? [])).toEqual(['calls.wiped', 'transcript.completed c']);
  expect(typesOf(hub.snapshot())).toEqual(['push-to-talk.changed', 'transcript.completed c']);
});
