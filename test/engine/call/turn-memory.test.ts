import { expect, test } from 'vitest';
import { createTurnMemory } from '../../../engine/call/turn-memory.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';

const said = (turnId: string, text: string): EngineEvent => ({
  type: 'transcript.completed',
  seq: 1,
  atMs: 0,
  turnId,
  channel: 'them',
  text,
  startMs: 0,
  endMs: 1,
});

test('a turn is remembered by its newest words, as a question once it is one', () => {
  const turns = createTurnMemory();
  turns.observe(said('t1', 'and what is it'));
  expect(turns.textOf('t1')).toBe('and what is it');
  turns.observe({
    type: 'question.detected',
    seq: 2,
    atMs: 0,
    turnId: 't1',
    channel: 'them',
    text: 'What is TCP?',
    score: 1,
    kind: 'wh',
    origin: 'detected',
  });
  expect(turns.textOf('t1')).toBe('What is TCP?');
});

test('an unknown turn, one of 500 turns ago and a forgotten one are refused with the way on', () => {
  const turns = createTurnMemory();
  for (let index = 0; index <= 500; index += 1) turns.observe(said(`t${index}`, `words ${index}`));
  expect(turns.textOf('t1')).toBe('words 1');
  turns.observe(said('t501', 'words 501'));
  turns.forget();
  for (const turnId of ['t0', 'zzz', '__proto__', 't501']) {
    expect(() => turns.textOf(turnId)).toThrow(
      expect.objectContaining({ code: 'bad-argument', remedy: 'Type it into the box.' }),
    );
  }
});
