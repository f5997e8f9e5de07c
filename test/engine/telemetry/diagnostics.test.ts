import { expect, test } from 'vitest';
import { createDiagnostics } from '../../../engine/telemetry/diagnostics.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';

const SECRET = 'the merger closes in May';

test('a spoken turn is timed from the end of its last word, up to the paint', () => {
  const { observe, diagnostics, collected } = setUp();
  observe({
    type: 'turn.ended',
    turnId: 't1',
    channel: 'them',
    reason: 'silence',
    speechEndMs: 900,
    silenceMs: 300,
    atMs: 1_300,
  });
  observe({
    type: 'transcript.completed',
    turnId: 't1',
    channel: 'them',
    text: SECRET,
    startMs: 0,
    endMs: 900,
    atMs: 1_400,
  });
  observe({
    type: 'answer.started',
    turnId: 't1',
    question: SECRET,
    path: 'live',
    model: 'toy:1b',
    atMs: 1_450,
  });
  observe({ type: 'answer.extended', turnId: 't1', bullets: [SECRET], atMs: 1_500 });
  observe({ type: 'answer.extended', turnId: 't1', bullets: [SECRET, SECRET], atMs: 1_900 });
  diagnostics.observePainted('t1', 16);
  expect(collected().turns).toEqual([
    {
      channel: 'them',
      ageMs: 1_000,
      isFromLastWord: true,
      path: 'live',
      status: null,
      model: 'toy:1b',
      marks: [
        { name: 'turn-ended', sinceStartMs: 300 },
        { name: 'transcript', sinceStartMs: 400 },
        { name: 'answer-started', sinceStartMs: 450 },
        { name: 'first-bullet', sinceStartMs: 500 },
        { name: 'painted', sinceStartMs: 516 },
      ],
    },
  ]);
});

test('a state is shown with how long it has held, a failure with its code and age alone', () => {
  const { observe, collected } = setUp();
  const speech = (status: 'ready' | 'failed', atMs: number): void =>
    observe({ type: 'component.changed', state: { component: 'speech', status, reason: SECRET }, atMs });
  speech('failed', 500);
  speech('ready', 1_000);
  speech('ready', 1_500);
  observe({ type: 'failed', code: 'model-timeout', message: SECRET, remedy: SECRET, atMs: 1_800 });
  expect(collected()).toMatchObject({
    components: [{ component: 'speech', status: 'ready', forMs: 1_000 }],
    failures: [{ code: 'model-timeout', ageMs: 200 }],
  });
});

test('no word of a call, a question or an answer is among it', () => {
  const { observe, collected } = setUp();
  observe({
    type: 'question.detected',
    turnId: 't1',
    channel: 'me',
    text: SECRET,
    score: 1,
    kind: 'wh',
    origin: 'typed',
    atMs: 1_000,
  });
  observe({
    type: 'answer.started',
    turnId: 't1',
    question: SECRET,
    path: 'live',
    model: 'toy:1b',
    atMs: 1_100,
  });
  observe({
    type: 'answer.completed',
    turnId: 't1',
    bullets: [SECRET],
    path: 'live',
    status: 'complete',
    latencyMs: 1,
    firstBulletMs: 1,
    isStale: false,
    atMs: 1_200,
  });
  observe({ type: 'failed', code: 'internal', message: SECRET, remedy: SECRET, atMs: 1_300 });
  const reported = collected();
  expect(reported.turns).toMatchObject([{ channel: null, isFromLastWord: false, status: 'complete' }]);
  expect(JSON.stringify(reported)).not.toContain(SECRET);
});

test('only the newest turns and failures are kept', () => {
  const { observe, collected } = setUp();
  for (let index = 0; index < 200; index += 1) {
    observe({
      type: 'turn.ended',
      turnId: `t${index}`,
      channel: 'me',
      reason: 'silence',
      speechEndMs: 0,
      atMs: index,
    });
    observe({ type: 'failed', code: 'internal', message: '', remedy: '', atMs: index });
  }
  expect([collected().turns.length, collected().failures.length]).toEqual([20, 50]);
  expect(collected().turns.at(-1)?.ageMs).toBe(1_801);
});

function setUp() {
  const clock = { nowMs: () => 2_000 };
  const published: UnstampedEvent[] = [];
  const diagnostics = createDiagnostics(clock, (event) => published.push(event));
  return {
    diagnostics,
    observe: (event: UnstampedEvent & { atMs: number }): void => diagnostics.observe({ ...event, seq: 1 }),
    collected: () => {
      diagnostics.publish();
      const event = published.at(-1);
      if (event?.type !== 'diagnostics.collected') throw new Error('Nothing was collected.');
      return event;
    },
  };
}
