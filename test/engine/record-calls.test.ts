import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { openHistory } from '../../engine/history/history-store.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { recordCalls } from '../../engine/record-calls.ts';

const extended = (turnId: string, text: string, volatile: string): EngineEvent => ({
  type: 'transcript.extended',
  seq: 1,
  atMs: 5,
  turnId,
  channel: 'them',
  text,
  volatile,
});

test('words of a turn that is cut off are kept, those of a dropped turn and of a private call are not', () => {
  let mayKeep = true;
  using history = openHistory({ path: ':memory:', clock: systemClock, log: silentLogger });
  const calls = recordCalls(history, () => mayKeep);
  calls.observe(extended('a', 'What is', ''));
  calls.observe(extended('a', 'What is', 'a mutex'));
  calls.observe(extended('b', 'never mind', ''));
  calls.observe({
    type: 'transcript.dropped',
    seq: 2,
    atMs: 6,
    turnId: 'b',
    channel: 'them',
    reason: 'too-short',
  });
  calls.flush();
  mayKeep = false;
  calls.observe(extended('c', 'secret', ''));
  calls.flush();
  const [call] = history.list();
  const exported = history.export(call?.callId ?? 0, 'md');
  expect(exported).toContain('What is a mutex');
  expect(exported).not.toMatch(/never mind|secret/);
});
