import { expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory } from '../../../engine/history/history-store.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { flushOften, recordCalls } from '../../../engine/call/record-calls.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { segmentOf } from '../../fakes/spoken-samples.ts';
import { transcriptOf } from '../history/samples.ts';

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

test('the words of an open turn are kept once per second, until its final text takes their place', async () => {
  using history = openHistory({ path: ':memory:', clock: systemClock, log: silentLogger });
  const clock = new ManualClock();
  const running = new AbortController();
  const calls = recordCalls(history, () => true);
  const flushing = flushOften(calls, clock, running.signal).catch(() => undefined);
  const words = (): readonly string[] => history.read(1).transcripts.map(({ text }) => text);
  const call = history.startCall();
  calls.observe(extended('a', 'What', ''));
  await clock.advance(999);
  expect(history.list()).toEqual([]);
  await clock.advance(1);
  expect(words()).toEqual(['What']);
  calls.observe(extended('a', 'What is', 'a'));
  calls.observe(extended('b', 'never mind', ''));
  await clock.advance(1_000);
  expect(words()).toEqual(['What is a', 'never mind']);
  calls.observe({
    type: 'transcript.dropped',
    seq: 2,
    atMs: 6,
    turnId: 'b',
    channel: 'them',
    reason: 'invented',
  });
  calls.observeTranscript(transcriptOf('a', 'What is a mutex?'), call);
  await clock.advance(1_000);
  expect(words()).toEqual(['What is a mutex?']);
  expect(history.search('mutex')).toHaveLength(1);
  expect([history.search('never'), history.search('what')]).toMatchObject([[], [{ turnId: 'a' }]]);
  running.abort();
  await flushing;
});

test('what is forgotten before it was written never is', () => {
  using history = openHistory({ path: ':memory:', clock: systemClock, log: silentLogger });
  const calls = recordCalls(history, () => true);
  calls.observe(extended('a', 'secret', ''));
  calls.forget();
  calls.flush();
  expect(history.list()).toEqual([]);
});

test('an open turn is kept at its place in the call, and not before its first word', () => {
  using history = openHistory({ path: ':memory:', clock: systemClock, log: silentLogger });
  const calls = recordCalls(history, () => true);
  const turn = { turnId: 'a', channel: 'them', atMs: 55_000 } as const;
  calls.observeSpeech({ type: 'speech-started', ...turn, speechStartMs: 12_000 });
  calls.observe(extended('a', '', ''));
  calls.flush();
  expect(history.list()).toEqual([]);
  const segmentMs = 1_400;
  calls.observeSpeech({
    type: 'speech-extended',
    ...turn,
    segmentMs,
    read: () => segmentOf(new Int16Array()),
  });
  calls.observe(extended('a', 'What', ''));
  calls.flush();
  expect(history.read(1).transcripts).toMatchObject([{ text: 'What', startMs: 12_000, endMs: 13_400 }]);
});
