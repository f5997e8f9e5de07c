import { array, assert, asyncProperty, nat } from 'fast-check';
import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { SpeechEvent, TranscriptEvent } from '../../../engine/base/nouns.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { publishTranscript } from '../../../engine/call/publish.ts';
import { streamTranscripts } from '../../../engine/transcription/stream-transcripts.ts';
import { audioMs } from '../../fakes/scripted-transcriber.ts';
import { speak, wordsInside, type SpokenTurn } from '../../fakes/spoken-turn.ts';
import { retractedCount } from '../../../scripts/eval/retracted-words.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';
import {
  collect,
  completedTexts,
  depsFor,
  drain,
  endings,
  hear,
  scripted,
  SENTENCE,
} from '../../fakes/heard-turns.ts';
import { never } from '../../fakes/pass-runner-stage.ts';

const ONE_TURN: SpokenTurn = { turnId: 'turn-1', words: SENTENCE };
const HELLO: SpokenTurn = { turnId: 'turn-1', words: ['hello'] };

test('a turn grows in committed words and ends with its whole text', async () => {
  const { events } = await hear([ONE_TURN]);
  const extended = events.filter((event) => event.type === 'transcript-extended');
  expect(extended.length).toBeGreaterThan(1);
  expect(extended.at(-1)?.text).toMatch(/^could you/);
  expect(completedTexts(events)).toEqual([SENTENCE.join(' ')]);
});

test('the final pass begins at the pause and is not run again at the end of the turn', async () => {
  const { events, transcriber } = await hear([ONE_TURN]);
  const finals = transcriber.passes.filter((pass) => pass.options.pass === 'final');
  expect(finals).toHaveLength(1);
  const paused = events.findIndex((event) => event.type === 'transcript-paused');
  const completed = events.findIndex((event) => event.type === 'transcript-completed');
  expect(paused).toBeGreaterThan(-1);
  expect(completed).toBeGreaterThan(paused);
});

test('when speech continues after a pause, the pause’s text is taken back and the whole turn is reported', async () => {
  const { events } = await hear([{ ...ONE_TURN, pausesAfterWordCounts: [4] }]);
  const types = events.map((event) => event.type).filter((type) => type !== 'transcript-extended');
  expect(types).toEqual([
    'transcript-paused',
    'transcript-resumed',
    'transcript-paused',
    'transcript-completed',
  ]);
  expect(completedTexts(events)).toEqual([SENTENCE.join(' ')]);
});

test('a pass that still waits when speech continues is never run', async () => {
  const pausing: SpokenTurn = { turnId: 'turn-2', words: SENTENCE, pausesAfterWordCounts: [2, 4] };
  const busy: SpokenTurn = { turnId: 'turn-1', words: ['hello'], channel: 'me' };
  const { events, transcriber } = await hear([busy, pausing], { computeMs: () => 2_500 });
  const finals = transcriber.passes.filter((pass) => pass.options.pass === 'final');
  const ofPausing = finals.filter((pass) => pass.speech.turnId === 'turn-2');
  expect(ofPausing.length).toBeLessThan(3);
  expect(completedTexts(events)).toContain(SENTENCE.join(' '));
});

test('a pause whose text is not there yet when speech continues is never reported', async () => {
  const { events } = await hear([{ ...ONE_TURN, pausesAfterWordCounts: [4] }], { computeMs: () => 450 });
  expect(events.filter((event) => event.type === 'transcript-paused')).toHaveLength(1);
  expect(events.filter((event) => event.type === 'transcript-resumed')).toHaveLength(0);
  expect(completedTexts(events)).toEqual([SENTENCE.join(' ')]);
});

test('committed words are never retracted, whatever the hypotheses do and whenever a pass fails', async () => {
  const failed = new EngineError('transcriber-failed', 'It broke.', 'Try again.');
  await assert(
    asyncProperty(array(nat({ max: 5 }), { minLength: 60, maxLength: 60 }), async (noise) => {
      let passIndex = 0;
      const { events } = await hear([{ ...ONE_TURN, pausesAfterWordCounts: [3, 7] }], {
        text: (speech) => {
          passIndex += 1;
          return wordsInside(SENTENCE, speech)
            .map((word, index) => ((noise[(passIndex * 7 + index) % 60] ?? 0) === 0 ? `${word}x` : word))
            .join(' ');
        },
        failure: (passAt) => ((noise[(passAt * 11) % 60] ?? 0) > 3 ? failed : undefined),
      });
      expect(retractedCount(events)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('a partial pass never covers less new audio than the last pass took', async () => {
  const words = Array.from({ length: 40 }, (_, index) => `word${index}`);
  const { transcriber } = await hear([{ turnId: 'turn-1', words }], { computeMs: () => 400 });
  const partials = transcriber.passes.filter((pass) => pass.options.pass === 'partial');
  const steps = partials.slice(1).map((pass, index) => {
    const previous = partials[index];
    return previous ? audioMs(pass.speech) - audioMs(previous.speech) : 0;
  });
  expect(steps.length).toBeGreaterThan(1);
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(400);
});

test('no more than three seconds of audio are sent for each second spoken', async () => {
  const turns = Array.from({ length: 20 }, (_, turnIndex) => ({
    turnId: `turn-${turnIndex}`,
    words: SENTENCE.slice(0, 1 + (turnIndex % SENTENCE.length)),
    pausesAfterWordCounts: turnIndex % 3 === 0 ? [2] : [],
  }));
  const { transcriber } = await hear(turns);
  const spokenMs = turns.reduce((sum, turn) => sum + turn.words.length * 300, 0);
  expect(transcriber.sentMs / spokenMs).toBeLessThanOrEqual(3);
});

test('a long turn with pauses is not recognized from its beginning again and again', async () => {
  const words = Array.from({ length: 80 }, (_, index) => `word${index}`);
  const pausesAfterWordCounts = words
    .map((_, index) => index)
    .filter((index) => index % 8 === 0 && index > 0);
  const { events, transcriber } = await hear([{ turnId: 'turn-1', words, pausesAfterWordCounts }], {
    text: ({ startMs, speechStartMs, speechEndMs }) => {
      const firstIndex = Math.round((Math.max(startMs, speechStartMs) - 300) / 300);
      const endIndex = Math.floor((speechEndMs - 300) / 300);
      return words.slice(firstIndex, endIndex).join(' ');
    },
  });
  expect(completedTexts(events)).toEqual([words.join(' ')]);
  const longestMs = Math.max(...transcriber.passes.map((pass) => audioMs(pass.speech)));
  expect(longestMs).toBeLessThan(15_000);
});

test('a final pass ends a partial one that is in its way', async () => {
  const { transcriber } = await hear([{ turnId: 'turn-1', words: SENTENCE.slice(0, 3) }], {
    computeMs: () => 700,
  });
  expect(transcriber.passes.map((pass) => [pass.options.pass, pass.outcome])).toEqual([
    ['partial', 'aborted'],
    ['final', 'done'],
  ]);
});

test('two channels are served side by side, one pass at a time', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, {});
  const both = interleave(
    speak([{ turnId: 'me-1', channel: 'me', words: SENTENCE.slice(0, 6) }], clock),
    speak([{ turnId: 'them-1', channel: 'them', words: SENTENCE }], clock),
  );
  const { events } = await collect(clock, both, transcriber);
  expect(completedTexts(events)).toEqual([SENTENCE.slice(0, 6).join(' '), SENTENCE.join(' ')]);
  expect(transcriber.mostRunningCount).toBe(1);
});

test('a pass that fails is tried once more; after that the turn is dropped and the stream continues', async () => {
  const failed = new EngineError('transcriber-failed', 'It broke.', 'Try again.');
  const once = await hear([HELLO], { failure: (passIndex) => (passIndex === 0 ? failed : undefined) });
  expect(completedTexts(once.events)).toEqual(['hello']);
  const twice = await hear([HELLO, { ...HELLO, turnId: 'turn-2' }], {
    failure: (passIndex) => (passIndex < 2 ? failed : undefined),
  });
  expect(endings(twice.events)).toEqual(['turn-1 dropped: failed', 'turn-2 completed']);
});

test.each(['transcriber-failed', 'transcriber-down', 'backlog-full'] as const)(
  'committed words stay when the rest of the turn is lost (%s), and the turn is reported as incomplete',
  async (code) => {
    const error = new EngineError(code, 'It broke.', 'Try again.');
    const { events } = await hear([ONE_TURN], {
      failure: (passIndex) => (passIndex < 2 ? undefined : error),
    });
    const committed = events.findLast((event) => event.type === 'transcript-extended')?.text;
    expect(committed).toMatch(/^could you/);
    expect(retractedCount(events)).toBe(0);
    expect(wireOf(events).slice(-2)).toMatchObject([
      { type: 'transcript.completed', text: committed, isIncomplete: true },
      { type: 'failed', code },
    ]);
  },
);

test('a pause shows the committed words as committed', async () => {
  const { events } = await hear([{ ...ONE_TURN, pausesAfterWordCounts: [7] }]);
  const paused = events.find((event) => event.type === 'transcript-paused');
  const extended = wireOf(events).filter((event) => event.type === 'transcript.extended');
  const atPause = extended.find((event) => event.atMs === paused?.atMs);
  expect(atPause?.text).toMatch(/^could you/);
  expect(`${atPause?.text} ${atPause?.volatile}`).toBe(SENTENCE.slice(0, 7).join(' '));
  expect(retractedCount(events)).toBe(0);
});

test('a turn that was lost says why to every client', async () => {
  const failed = new EngineError('transcriber-failed', 'It broke.', 'Try again.');
  const { events } = await hear([HELLO], { failure: () => failed });
  expect(wireOf(events).slice(-2)).toMatchObject([
    { type: 'transcript.dropped', reason: 'failed' },
    { type: 'failed', code: 'transcriber-failed', message: 'It broke.', remedy: 'Try again.' },
  ]);
});

test('text that nobody said is dropped with its reason', async () => {
  const turn = [{ turnId: 'turn-1', words: ['hm'] }];
  const invented = await hear(turn, { text: () => 'Thank you for watching!' });
  expect(endings(invented.events)).toEqual(['turn-1 dropped: invented']);
  const empty = await hear(turn, { text: () => '[BLANK_AUDIO]' });
  expect(endings(empty.events)).toEqual(['turn-1 dropped: empty']);
});

test('too little voice never reaches the recognizer at the end of a turn', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, {});
  const { events } = await collect(clock, tooShort(), transcriber);
  expect(endings(events)).toEqual(['turn-1 dropped: too-short']);
  expect(transcriber.passes).toEqual([]);
});

test('a turn that is discarded after a pause reports nothing more, whatever its pass brings', async () => {
  const clock = new VirtualClock();
  const speech = async function* (): AsyncGenerator<SpeechEvent> {
    for await (const event of speak([ONE_TURN], clock)) {
      if (event.type !== 'turn-ended') yield event;
      if (event.type !== 'speech-paused') continue;
      const { turnId, channel, atMs } = event;
      yield { type: 'speech-discarded', turnId, channel, voicedMs: 50, atMs };
    }
  };
  const { events, transcriber } = await collect(clock, speech(), scripted(clock, { computeMs: () => 300 }));
  expect(events.at(-1)?.type).toBe('transcript-dropped');
  expect(events.filter((event) => event.type === 'transcript-paused')).toEqual([]);
  expect(transcriber.passes.at(-1)?.outcome).toBe('aborted');
});

test('a smaller model takes over before anything is lost, and that is said', async () => {
  const clock = new VirtualClock();
  const smallerTranscriber = scripted(clock, { computeMs: () => 200, text: () => 'yes indeed' });
  const turns = Array.from({ length: 20 }, (_, index) => ({
    turnId: `turn-${index}`,
    words: ['yes', 'indeed'],
  }));
  const { events, pressures } = await collect(
    clock,
    speak(turns, clock),
    scripted(clock, { computeMs: () => 3_500, text: () => 'yes indeed' }),
    { smallerTranscriber },
  );
  expect(completedTexts(events)).toHaveLength(20);
  expect(smallerTranscriber.passes.length).toBeGreaterThan(0);
  expect(pressures.map((pressure) => pressure.level)).toContain('smaller-model');
});

test('a file that is played faster than life is worth no partial passes', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, {});
  const fast = { nowMs: () => clock.nowMs(), wallMs: () => 0, sleep: () => Promise.resolve() };
  await collect(clock, speak([ONE_TURN], fast), transcriber);
  expect(transcriber.passes.map((pass) => pass.options.pass)).toEqual(['final']);
});

test('what was said before the source fails is reported, then the failure is thrown', async () => {
  const clock = new VirtualClock();
  const events: TranscriptEvent[] = [];
  const failing = async function* (): AsyncGenerator<SpeechEvent> {
    yield* speak([ONE_TURN], clock, 0);
    throw new Error('the microphone was unplugged');
  };
  const run = drain(streamTranscripts(failing(), depsFor(clock, scripted(clock, {})), never()), events);
  await expect(clock.runUntil(run)).rejects.toThrow('the microphone was unplugged');
  expect(completedTexts(events)).toEqual([SENTENCE.join(' ')]);
});

test('the reason given at an abort is the reason thrown, and the pass on its way is stopped', async () => {
  const clock = new VirtualClock();
  const transcriber = scripted(clock, { computeMs: () => 60_000 });
  const stop = new AbortController();
  const reason = new Error('the call is over');
  const run = drain(
    streamTranscripts(speak([ONE_TURN], clock), depsFor(clock, transcriber), stop.signal),
    [],
  );
  const outcome = expect(run).rejects.toBe(reason);
  await clock.advance(4_000);
  stop.abort(reason);
  await outcome;
  expect(transcriber.passes.map((pass) => pass.outcome)).not.toContain('running');
});

async function* interleave(...streams: readonly AsyncGenerator<SpeechEvent>[]): AsyncGenerator<SpeechEvent> {
  const nexts = new Map(streams.map((stream) => [stream, stream.next()]));
  while (nexts.size > 0) {
    const [stream, next] = await Promise.race(
      [...nexts].map(async ([key, promise]) => [key, await promise] as const),
    );
    if (next.done) nexts.delete(stream);
    else {
      nexts.set(stream, stream.next());
      yield next.value;
    }
  }
}

async function* tooShort(): AsyncGenerator<SpeechEvent> {
  const who = { turnId: 'turn-1', channel: 'me', atMs: 0 } as const;
  yield { type: 'speech-started', ...who, speechStartMs: 0 };
  yield { type: 'speech-discarded', ...who, voicedMs: 40 };
}

function wireOf(events: readonly TranscriptEvent[]): UnstampedEvent[] {
  const sent: UnstampedEvent[] = [];
  for (const event of events) publishTranscript(event, (reported) => sent.push(reported));
  return sent;
}
