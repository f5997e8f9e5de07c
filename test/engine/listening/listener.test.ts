import { beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { QuestionEvent, Transcript } from '../../../engine/base/nouns.ts';
import type { Channel } from '../../../engine/protocol/call-parts.ts';
import { createTurnIds } from '../../../engine/base/turn-ids.ts';
import { createBacklogGate } from '../../../engine/call/backlog-gate.ts';
import { createForgottenTurns } from '../../../engine/call/forgotten-turns.ts';
import { openSamplesSource } from '../../../engine/capture/samples-source.ts';
import type { OpenCall } from '../../../engine/history/history-writer.ts';
import { createListener, type ListenerParts } from '../../../engine/listening/listener.ts';
import type { ListeningOptions } from '../../../engine/listening/start-listening.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { loadQuestionDetector } from '../../../engine/question/load-question-detector.ts';
import type { QuestionDetector } from '../../../engine/question/question-detector.ts';
import { PassQueue } from '../../../engine/transcription/pass-queue.ts';
import { never } from '../../fakes/pass-runner-stage.ts';
import { createScriptedDetector } from '../../fakes/scripted-detector.ts';
import { ScriptedTranscriber } from '../../fakes/scripted-transcriber.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const WORDS: Readonly<Record<Channel, string>> = {
  them: 'What is the capital of France?',
  me: 'Where do you store the data?',
};
const LIVE: ListeningOptions = { isDemo: false, isPaced: false };
const ignore = (): void => undefined;

let questionDetector: QuestionDetector;
beforeAll(async () => {
  questionDetector = await loadQuestionDetector({
    path: new URL('../../../assets/question-detector.json', import.meta.url).pathname,
    sensitivity: () => 0.5,
    log: silentLogger,
  });
});

/** A second of sound that counts as voice, then quiet until the turn is over. */
function spoken(): Int16Array {
  return Int16Array.from({ length: 16_000 * 4 }, (_, index) =>
    index < 16_000 ? 8_000 * Math.sin(index / 5) : 0,
  );
}

function stage(change: (settings: Settings) => Settings = (settings) => settings, loadMs = 0) {
  const clock = new VirtualClock();
  const settings = change(structuredClone(defaultSettings));
  const events: UnstampedEvent[] = [];
  const questions: QuestionEvent[] = [];
  const recorded: [Pick<Transcript, 'text' | 'isShared'>, OpenCall][] = [];
  const prompted: string[] = [];
  const seen = { prefillCount: 0, endedCount: 0, clearedCount: 0, cacheCallCount: 0 };
  const calls: OpenCall[] = [];
  const nextTurnId = createTurnIds(clock);
  const forgotten = createForgottenTurns(nextTurnId);
  const parts: ListenerParts = {
    speech: {
      transcriber: new ScriptedTranscriber({ clock, text: ({ channel }) => WORDS[channel] }),
      queue: new PassQueue(),
      pace: () => undefined,
      smaller: () => clock.sleep(loadMs).then(() => undefined),
      observePressure: ignore,
    },
    speakers: {
      startCall: () => ({
        observeSpeech: ignore,
        observeTranscript: ignore,
        end: () => void (seen.endedCount += 1),
      }),
    },
    voices: { create: () => clock.sleep(loadMs).then(() => createScriptedDetector()) },
    questionDetector: { current: () => questionDetector, observeJudged: ignore },
    pushToTalk: {
      divert: async function* (transcripts) {
        yield* transcripts;
      },
      observeSpeech: ignore,
    },
    gate: createBacklogGate(),
    answers: { prefill: () => void (seen.prefillCount += 1), firstBullet: () => undefined },
    history: {
      startCall: () => {
        const call = { id: calls.length, startedAtMs: 0 };
        calls.push(call);
        return call;
      },
    },
    keptAudio: {
      keep: (samples) => ({ read: () => Promise.resolve(samples), discard: ignore }),
      discardAll: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    callHistory: {
      observeTranscript: ({ text }) => prompted.push(text),
      clear: () => void (seen.clearedCount += 1),
    },
    cache: { startCall: () => void (seen.cacheCallCount += 1) },
    calls: {
      observeSpeech: ignore,
      observeTranscript: (transcript, call) => recorded.push([transcript, call]),
      observe: ignore,
      observeSpeaker: ignore,
      observeSpeakerName: ignore,
      flush: ignore,
      forget: ignore,
    },
    forgotten,
    nextTurnId,
    onQuestion: (event) => questions.push(event),
  };
  const context = {
    clock,
    log: silentLogger,
    settings: () => settings,
    publish: (event: UnstampedEvent) => events.push(event),
    publishState: ignore,
  };
  const listen = createListener(context, parts, never());
  const source = (channel: Channel) =>
    openSamplesSource({ samples: spoken(), channel, device: channel, isFast: false, clock });
  return {
    clock,
    events,
    questions,
    recorded,
    prompted,
    seen,
    calls,
    forgotten,
    start: (channels: readonly Channel[], options: Partial<ListeningOptions> = {}) =>
      listen(channels.map(source), { ...LIVE, ...options }),
  };
}

const asked = (questions: readonly QuestionEvent[]): readonly string[] =>
  questions.flatMap((event) => (event.type === 'question-asked' ? [event.question.text] : []));
const passed = (questions: readonly QuestionEvent[]): readonly string[] =>
  questions.flatMap((event) => (event.type === 'question-passed' ? [event.reason] : []));

test('what is said becomes events, history, prompt and a question, and the call then ends', async () => {
  const { clock, events, questions, recorded, prompted, seen, calls, start } = stage();
  await clock.runUntil(start(['them']).done);
  expect(asked(questions)).toEqual([WORDS.them]);
  expect(prompted).toEqual([WORDS.them]);
  expect(recorded.map(([{ text }, call]) => [text, call])).toEqual([[WORDS.them, calls[0]]]);
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['speech.started', 'turn.ended', 'transcript.completed']) as string[],
  );
  expect(seen).toEqual({ prefillCount: 2, endedCount: 1, clearedCount: 1, cacheCallCount: 1 });
});

test('of two channels the other side asks, unless the user wants to be answered as well', async () => {
  const quiet = stage();
  await quiet.clock.runUntil(quiet.start(['me', 'them']).done);
  expect([asked(quiet.questions), passed(quiet.questions)]).toEqual([[WORDS.them], ['own-channel']]);
  const open = stage((settings) => ({ ...settings, audio: { ...settings.audio, answerMicrophone: true } }));
  await open.clock.runUntil(open.start(['me', 'them']).done);
  expect(asked(open.questions).toSorted()).toEqual([WORDS.them, WORDS.me].toSorted());
});

test('a microphone alone hears everybody: anyone may ask, and who spoke is not known', async () => {
  const { clock, events, questions, recorded, start } = stage();
  await clock.runUntil(start(['me']).done);
  expect(asked(questions)).toEqual([WORDS.me]);
  expect(recorded[0]?.[0].isShared).toBe(true);
  expect(events.find(({ type }) => type === 'transcript.completed')).toMatchObject({ isShared: true });
});

test('nothing is answered on request only, and a transcription alone prefills nothing', async () => {
  const { clock, questions, start } = stage((settings) => ({
    ...settings,
    question: { ...settings.question, onlyOnRequest: true },
  }));
  await clock.runUntil(start(['them']).done);
  expect(asked(questions)).toEqual([]);
  const alone = stage();
  await alone.clock.runUntil(alone.start(['them'], { isAnswering: false }).done);
  expect([asked(alone.questions), alone.seen.prefillCount]).toEqual([[], 1]);
});

test('a device is not said to be lost while models load', async () => {
  const { clock, events, start } = stage((settings) => settings, 10_000);
  await clock.runUntil(start(['them']).done);
  const states = events.flatMap((event) => (event.type === 'channel.measured' ? [event.state] : []));
  expect(states.length).toBeGreaterThan(0);
  expect(states).not.toContain('lost');
});

test('the words of a turn that was wiped reach neither history nor prompt', async () => {
  const { clock, recorded, prompted, forgotten, events, start } = stage();
  const session = start(['them']);
  await clock.advance(800);
  expect(events.some(({ type }) => type === 'speech.started')).toBe(true);
  forgotten.forgetAll();
  await clock.runUntil(session.done);
  expect([recorded, prompted]).toEqual([[], []]);
});

test('late words of a call that is over belong to it, and not to the prompt of the next one', async () => {
  const { clock, recorded, prompted, calls, start } = stage();
  const first = start(['them']);
  await clock.advance(800);
  const second = start(['me']);
  await clock.runUntil(Promise.all([first.done, second.done]));
  expect(new Map(recorded.map(([{ text }, call]) => [text, call]))).toEqual(
    new Map([
      [WORDS.them, calls[0]],
      [WORDS.me, calls[1]],
    ]),
  );
  expect(prompted).toEqual([WORDS.me]);
});
