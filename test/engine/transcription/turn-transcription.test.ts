import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { SpeechSegment, TranscriptEvent } from '../../../engine/base/nouns.ts';
import { PassScheduler } from '../../../engine/transcription/pass-scheduler.ts';
import { TurnTranscription } from '../../../engine/transcription/turn-transcription.ts';
import { ScriptedTranscriber, type TranscriberScript } from '../../fakes/scripted-transcriber.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const NEVER = new AbortController().signal;
const TURN = { turnId: 'turn-1', channel: 'them' } as const;

/** Speech from 0 to `speechEndMs`, and a little quiet behind it. */
const segment = (speechEndMs: number): SpeechSegment => ({
  ...TURN,
  samples: new Int16Array((speechEndMs + 40) * 16).fill(1_000),
  startMs: 0,
  speechStartMs: 0,
  speechEndMs,
  voicedMs: speechEndMs,
});

function stage(script: Partial<TranscriberScript> = {}) {
  const clock = new VirtualClock();
  const transcriber = new ScriptedTranscriber({
    clock,
    text: ({ speechEndMs }) => ['what', 'is', 'a', 'hash', 'map'].slice(0, speechEndMs / 400).join(' '),
    ...script,
  });
  const events: TranscriptEvent[] = [];
  const passes = new PassScheduler({
    transcriber,
    clock,
    language: () => 'en',
    vocabulary: () => '',
    onPressure: () => undefined,
  });
  const turn = new TurnTranscription(
    { type: 'speech-started', ...TURN, speechStartMs: 0, atMs: 0 },
    {
      passes,
      isOtherSideSpeaking: () => false,
      emit: (event) => events.push(event),
      vocabulary: () => '',
      clock,
      log: silentLogger,
    },
  );
  const pause = (speechEndMs: number) =>
    turn.pause({ type: 'speech-paused', ...TURN, segment: segment(speechEndMs), atMs: speechEndMs }, NEVER);
  const end = (speechEndMs: number) =>
    turn.end(
      { type: 'turn-ended', ...TURN, segment: segment(speechEndMs), reason: 'silence', atMs: clock.nowMs() },
      NEVER,
    );
  return { clock, transcriber, events, turn, pause, end };
}

test('the pass at a pause is the final one when nothing is said after it', async () => {
  const { clock, transcriber, events, pause, end } = stage();
  await clock.runUntil(pause(2_000));
  await clock.runUntil(end(2_000));
  expect(transcriber.passes).toHaveLength(1);
  expect(events).toMatchObject([
    { type: 'transcript-paused', text: 'what is a hash map' },
    { type: 'transcript-completed', transcript: { text: 'what is a hash map', endMs: 2_000 } },
  ]);
});

test('when speech continues after a pause, the whole turn is recognized again', async () => {
  const { clock, transcriber, events, turn, pause, end } = stage();
  await clock.runUntil(pause(1_200));
  turn.resume();
  await clock.runUntil(end(2_000));
  expect(transcriber.passes).toHaveLength(2);
  expect(events.map(({ type }) => type)).toEqual([
    'transcript-paused',
    'transcript-resumed',
    'transcript-extended',
    'transcript-completed',
  ]);
});

test('too little voice is dropped without a pass', async () => {
  const { clock, transcriber, events, end } = stage();
  await clock.runUntil(end(40));
  expect(transcriber.passes).toHaveLength(0);
  expect(events).toMatchObject([{ type: 'transcript-dropped', reason: 'too-short' }]);
});

test('a pass that fails is tried once more', async () => {
  const broken = new EngineError('transcriber-failed', 'It crashed.', 'Try again.');
  const { clock, transcriber, events, end } = stage({
    failure: (passIndex) => (passIndex === 0 ? broken : undefined),
  });
  await clock.runUntil(end(2_000));
  expect(transcriber.passes).toHaveLength(2);
  expect(events).toMatchObject([{ type: 'transcript-completed' }]);
});

test.each(['transcriber-down', 'transcriber-unauthorized'] as const)(
  '%s is final: the turn is dropped with the reason',
  async (code) => {
    const { clock, transcriber, events, end } = stage({
      failure: () => new EngineError(code, 'No.', 'Do something.'),
    });
    await clock.runUntil(end(2_000));
    expect(transcriber.passes).toHaveLength(1);
    expect(events).toMatchObject([{ type: 'transcript-dropped', reason: 'failed', error: { code } }]);
  },
);

test('a text that comes long after the turn is marked as late', async () => {
  const { clock, events, end } = stage({ computeMs: () => 6_000 });
  await clock.runUntil(end(2_000));
  expect(events).toMatchObject([{ type: 'transcript-completed', transcript: { isLate: true } }]);
});
