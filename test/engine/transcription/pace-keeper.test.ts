import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { createPaceKeeper } from '../../../engine/transcription/pace-keeper.ts';
import { PassQueue } from '../../../engine/transcription/pass-queue.ts';
import type { PaceBook, SpeechPace } from '../../../engine/transcription/speech-pace.ts';
import type { Transcriber } from '../../../engine/transcription/recognizers/base/transcriber.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const SUBJECT = { recognizer: 'sherpa-onnx', modelPath: 'base' } as const;
const TRANSCRIBER: Transcriber = {
  description: 'scripted',
  transcribe: () => expect.unreachable('the book is scripted'),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

function paceOf(passMs: number): SpeechPace {
  return { clipMs: 3_000, passMs, realTimeFactor: passMs / 3_000 };
}

function stage(known?: SpeechPace) {
  const clock = new ManualClock();
  const measuring: PromiseWithResolvers<SpeechPace>[] = [];
  const reported: (number | undefined)[] = [];
  const reloads: boolean[] = [];
  const state = { isBusy: false };
  const queue = new PassQueue();
  const speak = async (): Promise<void> => {
    keeper.noteSpeech();
    await queue.run('them', () => Promise.resolve(), new AbortController().signal);
  };
  const book: PaceBook = {
    find: () => Promise.resolve(known),
    hearableBytes: () => Promise.resolve(undefined),
    measure: (_subject, _transcriber, { mayReload }, signal) => {
      reloads.push(mayReload);
      const run = Promise.withResolvers<SpeechPace>();
      signal.addEventListener('abort', () => run.reject(signal.reason));
      measuring.push(run);
      return run.promise;
    },
  };
  const keeper = createPaceKeeper({
    book,
    queue,
    clock,
    log: silentLogger,
    isBusy: () => state.isBusy,
    onPace: () => reported.push(keeper.current?.passMs),
  });
  return { clock, keeper, speak, measuring, reloads, reported, state };
}

test('a known pace is used at once, an unknown one is measured while nobody speaks', async () => {
  const known = stage(paceOf(300));
  await known.keeper.follow(SUBJECT, TRANSCRIBER);
  expect([known.reported, known.measuring.length]).toEqual([[300], 0]);
  const { clock, keeper, measuring, reported, state } = stage();
  state.isBusy = true;
  const following = keeper.follow(SUBJECT, TRANSCRIBER);
  await clock.advance(3_000);
  expect(measuring).toHaveLength(0);
  state.isBusy = false;
  await clock.advance(500);
  measuring[0]?.resolve(paceOf(400));
  await following;
  expect(reported).toEqual([400]);
});

test('a pace that was measured before threads were tried is used, and measured again', async () => {
  const { clock, keeper, measuring, reported } = stage(paceOf(300));
  const threads = { count: 2, use: () => Promise.resolve() };
  const following = keeper.follow(SUBJECT, { ...TRANSCRIBER, threads });
  await clock.advance(0);
  await clock.advance(500);
  measuring[0]?.resolve({ ...paceOf(280), threadCount: 2 });
  await following;
  expect(reported).toEqual([300, 280]);
});

test('speech makes a measurement wait for a long silence, and then the recognizer is not loaded again', async () => {
  const { clock, keeper, speak, measuring, reloads, reported } = stage();
  const following = keeper.follow(SUBJECT, TRANSCRIBER);
  await clock.advance(0);
  await clock.advance(500);
  await speak();
  await clock.advance(0);
  await clock.advance(20_000);
  await speak();
  await clock.advance(29_000);
  expect(measuring).toHaveLength(1);
  await clock.advance(1_500);
  measuring[1]?.resolve(paceOf(400));
  await following;
  expect([measuring.length, reported, reloads]).toEqual([2, [400], [true, false]]);
});

test('another recognizer ends the measurement of the one before, and one that runs elsewhere has no pace', async () => {
  const { clock, keeper, measuring, reported } = stage();
  const following = keeper.follow(SUBJECT, TRANSCRIBER);
  await clock.advance(0);
  await clock.advance(500);
  await keeper.follow(undefined, TRANSCRIBER);
  await following;
  expect([measuring.length, reported, keeper.current]).toEqual([1, [], undefined]);
});

test('passes that have long taken twice as long bring a new measurement', async () => {
  const { clock, keeper, measuring, reported } = stage(paceOf(300));
  await keeper.follow(SUBJECT, TRANSCRIBER);
  for (let passIndex = 0; passIndex < 20; passIndex += 1) {
    keeper.observe({ text: '', computeMs: 900 }, 3_000);
    await clock.advance(0);
    await clock.advance(5_000);
  }
  measuring[0]?.resolve(paceOf(900));
  await clock.advance(0);
  expect([measuring.length, reported]).toEqual([1, [300, 900]]);
});

test('however long a slow call lasts, one measurement follows it', async () => {
  const { clock, keeper, measuring, reported } = stage(paceOf(300));
  await keeper.follow(SUBJECT, TRANSCRIBER);
  for (let passIndex = 0; passIndex < 60; passIndex += 1) {
    keeper.noteSpeech();
    keeper.observe({ text: '', computeMs: 900 }, 3_000);
    await clock.advance(0);
    await clock.advance(5_000);
  }
  await clock.advance(31_000);
  expect(measuring).toHaveLength(1);
  measuring[0]?.resolve(paceOf(900));
  await clock.advance(0);
  expect(reported).toEqual([300, 900]);
});

test('a measurement that ends as another recognizer takes over does not give it its pace', async () => {
  const { clock, keeper, measuring, reported } = stage();
  const following = keeper.follow(SUBJECT, TRANSCRIBER);
  await clock.advance(0);
  await clock.advance(500);
  measuring[0]?.resolve(paceOf(400));
  await keeper.follow(undefined, TRANSCRIBER);
  await following;
  expect([reported, keeper.current]).toEqual([[], undefined]);
});
