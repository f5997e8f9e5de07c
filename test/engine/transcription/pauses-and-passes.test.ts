import { expect, test } from 'vitest';
import { streamTranscripts } from '../../../engine/transcription/stream-transcripts.ts';
import type { SpeechEvent } from '../../../engine/base/nouns.ts';
import {
  collect,
  completedTexts,
  depsFor,
  drain,
  hear,
  scripted,
  SENTENCE,
} from '../../fakes/heard-turns.ts';
import { never } from '../../fakes/pass-runner-stage.ts';
import type { ScriptedPass } from '../../fakes/scripted-transcriber.ts';
import { speak, type SpokenTurn } from '../../fakes/spoken-turn.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

/** When the recognizer is asked at a pause, and for whom first. */

const PAUSING: SpokenTurn = { turnId: 'turn-1', words: SENTENCE, pausesAfterWordCounts: [2, 4, 6] };
/** `PAUSING` is spoken with pauses of 400 ms; these are over before a costly pass begins. */
const BRIEF_PAUSE_MS = 100;

const finals = (passes: readonly ScriptedPass[]): readonly ScriptedPass[] =>
  passes.filter(({ options }) => options.pass === 'final');

test('a quick recognizer is asked at every pause at once', async () => {
  const { transcriber } = await hear([PAUSING], { computeMs: () => 300 }, { measuredFactor: () => 0.1 });
  expect(finals(transcriber.passes)).toHaveLength(4);
});

test('a slow recognizer is not asked at a pause that is over at once, and the turn has its whole text', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, { computeMs: () => 1_200 });
  const speech = withBriefPauses(speak([{ ...PAUSING, pausesAfterWordCounts: [] }], clock), clock);
  const { events } = await collect(clock, speech, transcriber, { measuredFactor: () => 0.4 });
  expect(finals(transcriber.passes)).toHaveLength(1);
  expect(completedTexts(events)).toEqual([SENTENCE.join(' ')]);
  expect(events.filter(({ type }) => type === 'transcript-paused')).toHaveLength(1);
});

test('a turn that ends within the settling of its pause is recognized once', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, { computeMs: () => 1_200 });
  const { events } = await collect(clock, endedAtOnce(clock), transcriber, { measuredFactor: () => 0.4 });
  expect(finals(transcriber.passes)).toHaveLength(1);
  expect(completedTexts(events)).toEqual(['could you']);
});

test('a paced source waits for the words of every pause, however slow the recognizer', async () => {
  const more = { measuredFactor: () => 0.4, isPaced: true };
  const { transcriber } = await hear([PAUSING], { computeMs: () => 400 }, more);
  expect(finals(transcriber.passes)).toHaveLength(4);
});

test('what the other side said is recognized before what the user said, though it ended later', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, { computeMs: () => 2_000, text: ({ turnId }) => turnId });
  const deps = { ...depsFor(clock, transcriber), measuredFactor: () => 0.1 };
  await clock.runUntil(drain(streamTranscripts(threeTurns(clock), deps, never()), []));
  expect(finals(transcriber.passes).map(({ speech }) => speech.turnId)).toEqual(['me-1', 'them-1', 'me-2']);
});

test('while the other side speaks, a slow recognizer is left alone by the pauses of the user', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, { computeMs: () => 1_200, text: ({ turnId }) => turnId });
  const speech = async function* (): AsyncGenerator<SpeechEvent> {
    const them = { turnId: 'them-1', channel: 'them', atMs: 0 } as const;
    yield { type: 'speech-started', ...them, speechStartMs: 0 };
    yield* speak([{ ...PAUSING, turnId: 'me-1', channel: 'me' }], clock);
    yield { type: 'speech-discarded', ...them, voicedMs: 0 };
  };
  const { events } = await collect(clock, speech(), transcriber, { measuredFactor: () => 0.4 });
  expect(finals(transcriber.passes)).toHaveLength(1);
  expect(completedTexts(events)).toEqual(['me-1']);
});

test.each([
  ['me', 1_300],
  ['them', 0],
] as const)('while an answer is awaited, a pass over what %s said waits %i ms', async (channel, waitMs) => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, { computeMs: () => 300 });
  const spokenAtMs: number[] = [];
  const speech = async function* (): AsyncGenerator<SpeechEvent> {
    for await (const event of speak([{ turnId: 'turn-1', words: ['one'], channel }], clock, 0)) {
      if (event.type === 'speech-paused') continue;
      if (event.type === 'turn-ended') spokenAtMs.push(clock.nowMs());
      yield event;
    }
  };
  const firstBullet = (): Promise<void> | undefined =>
    spokenAtMs.length === 0 ? undefined : clock.sleep(1_300);
  await collect(clock, speech(), transcriber, { firstBullet });
  const [pass] = finals(transcriber.passes);
  expect((pass?.startedAtMs ?? 0) - (spokenAtMs[0] ?? 0)).toBe(waitMs);
});

test('an answer that does not start holds no one up for long', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, { computeMs: () => 300 });
  const speech = speak([{ turnId: 'turn-1', words: ['could'], channel: 'me' }], clock, 0);
  const { events } = await collect(clock, speech, transcriber, {
    firstBullet: () => new Promise<void>(() => undefined),
  });
  expect(completedTexts(events)).toEqual(['could']);
});

/** Speech stops for a moment after every 600 ms. */
async function* withBriefPauses(
  events: AsyncIterable<SpeechEvent>,
  clock: VirtualClock,
): AsyncGenerator<SpeechEvent> {
  for await (const event of events) {
    yield event;
    if (event.type !== 'speech-extended' || event.segmentMs % 600 !== 0) continue;
    const { turnId, channel, atMs } = event;
    yield { type: 'speech-paused', turnId, channel, atMs, segment: event.read() };
    await clock.sleep(BRIEF_PAUSE_MS);
    yield { type: 'speech-resumed', turnId, channel, atMs: clock.nowMs() };
  }
}

async function* endedAtOnce(clock: VirtualClock): AsyncGenerator<SpeechEvent> {
  for await (const event of speak([{ turnId: 'turn-1', words: ['could', 'you'] }], clock)) {
    if (event.type === 'turn-ended') continue;
    yield event;
    if (event.type !== 'speech-paused') continue;
    yield { ...event, type: 'turn-ended', reason: 'released' };
  }
}

/** The recognizer is busy with the first of the user's turns when the second ends, and then the other side's. */
async function* threeTurns(clock: VirtualClock): AsyncGenerator<SpeechEvent> {
  const turns = [
    { turnId: 'me-1', channel: 'me', words: ['one'] },
    { turnId: 'me-2', channel: 'me', words: ['two'] },
    { turnId: 'them-1', channel: 'them', words: ['three'] },
  ] as const;
  for (const turn of turns) {
    for await (const event of speak([turn], clock, 0)) {
      // All of it within the time of one pass.
      if (event.type !== 'speech-paused') yield event;
    }
  }
}
