import { expect, test } from 'vitest';
import { createOpenTurns } from '../../../engine/call/open-turns.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';

const base = { seq: 1, atMs: 0 };
const spoken = { ...base, turnId: 't1', channel: 'them' } as const;
const started: EngineEvent = { type: 'speech.started', ...spoken };
const written: EngineEvent = { type: 'transcript.completed', ...spoken, text: 'so', startMs: 0, endMs: 1 };
const answered: EngineEvent = {
  type: 'answer.completed',
  ...base,
  turnId: 't1',
  bullets: [],
  path: 'live',
  status: 'complete',
  latencyMs: 1,
  firstBulletMs: null,
  isStale: false,
};

test('it is quiet when no one speaks and nothing waits for its answer, whatever the recognizer does', () => {
  const open = createOpenTurns();
  expect(open.isQuiet).toBe(true);
  open.observe(started);
  open.observe({ type: 'speech.paused', ...spoken });
  expect(open.isQuiet).toBe(false);
  open.asked('t1');
  open.observe(written);
  expect(open.isQuiet).toBe(false);
  open.observe(answered);
  expect(open.isQuiet).toBe(true);
});

test('a turn that was dropped, or whose microphone closed, is not open', () => {
  const open = createOpenTurns();
  open.observe(started);
  open.observe({ type: 'transcript.dropped', ...spoken, reason: 'too-short' });
  expect(open.isQuiet).toBe(true);
  open.observe(started);
  open.observe({
    type: 'capture.changed',
    ...base,
    isCapturing: false,
    isPaused: false,
    isDemo: false,
    channels: [],
  });
  expect(open.isQuiet).toBe(true);
});

test('a held push-to-talk key is not quiet', () => {
  const open = createOpenTurns();
  open.observe({ type: 'push-to-talk.changed', ...base, isHeld: true });
  expect(open.isQuiet).toBe(false);
  open.observe({ type: 'push-to-talk.changed', ...base, isHeld: false });
  expect(open.isQuiet).toBe(true);
});

test('a caller that waits for the answers continues once the last is complete', async () => {
  const open = createOpenTurns();
  open.asked('t1');
  let isOver = false;
  const waiting = open.answered().then(() => (isOver = true));
  open.observe(started);
  expect(isOver).toBe(false);
  open.observe(answered);
  await waiting;
  expect(isOver).toBe(true);
  await open.answered();
});

test('no one waits for what is forgotten', async () => {
  const open = createOpenTurns();
  open.asked('t1');
  open.observe(started);
  const waiting = open.answered();
  open.forget();
  await waiting;
  expect(open.isQuiet).toBe(true);
});
