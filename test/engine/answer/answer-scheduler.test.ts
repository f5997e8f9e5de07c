import { expect, test } from 'vitest';
import { openAnswerCache } from '../../../engine/answer/answer-cache.ts';
import { createAnswerControl } from '../../../engine/answer/answer-control.ts';
import type { AnswerEvent } from '../../../engine/answer/answer-event.ts';
import { openScheduler } from '../../../engine/answer/answer-scheduler.ts';
import type { ChatModel } from '../../../engine/answer/servers/base/chat-model.ts';
import { createCallHistory } from '../../../engine/answer/prompt/call-history.ts';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { Question } from '../../../engine/base/nouns.ts';
import { Semaphore } from '../../../engine/base/semaphore.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { createScriptedChatModel, DONE, type ScriptStep } from '../../fakes/scripted-chat-model.ts';

const SPOKEN: readonly ScriptStep[] = [
  { waitMs: 100 },
  { say: '- one\n' },
  { waitMs: 100 },
  { say: '- two' },
  DONE,
];
const NO_MODEL = new EngineError('model-missing', 'No model.', 'Pick one.');

async function stage(script: readonly ScriptStep[] | ((index: number) => readonly ScriptStep[]) = SPOKEN) {
  const clock = new ManualClock();
  const model = createScriptedChatModel(
    (_, index) => (typeof script === 'function' ? script(index) : script),
    clock,
  );
  const limits = { maxEntryCount: 100, maxBytes: 1_000_000 };
  const cache = await openAnswerCache({ path: undefined, limits, clock, log: silentLogger });
  const control = createAnswerControl();
  const state: { settings: Settings; chatModel: ChatModel | EngineError } = {
    settings: defaultSettings,
    chatModel: model,
  };
  const events: AnswerEvent[] = [];
  const controller = new AbortController();
  const deps = {
    chatModel: () => state.chatModel,
    settings: () => state.settings,
    cache,
    limiter: new Semaphore({ permitCount: 2, priorityCount: 3, queueLimitCount: 8, order: 'newest-first' }),
    history: createCallHistory(),
    control,
    isIdle: () => false,
    starterQuestions: [],
    clock,
    log: silentLogger,
  };
  const scheduler = openScheduler(deps, (event) => events.push(event), controller.signal);
  return { ...deps, clock, model, scheduler, state, events, counters: control.counters };
}

function questionOf(text: string, given: Partial<Question> = {}): Question {
  return {
    turnId: text,
    channel: 'them',
    text,
    judgement: { probability: 0.9, isQuestion: true, kind: 'wh', worthAnswering: true, completeness: 1 },
    origin: 'detected',
    askedAtMs: 0,
    ...given,
  };
}

const asked = (text: string, given: Partial<Question> = {}) =>
  ({ type: 'question-asked', question: questionOf(text, given) }) as const;
const expected = (text: string, given: Partial<Question> = {}) =>
  ({ type: 'question-expected', question: questionOf(text, given) }) as const;

/** How each answer ended, in order. */
const endings = (events: readonly AnswerEvent[]): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'answer-completed' ? [`${event.turnId}: ${event.answer.path} ${event.answer.status}`] : [],
  );

test('the same question again waits for the same answer, unless it is to be another one', async () => {
  const { scheduler, clock, model, events, counters } = await stage();
  scheduler.take(asked('What is TCP?', { turnId: 'a' }));
  await clock.advance(50);
  scheduler.take(asked("What's TCP?", { turnId: 'b' }));
  expect(model.calls).toHaveLength(1);
  scheduler.take(asked('What is TCP?', { turnId: 'c', origin: 'regenerated' }));
  await clock.advance(300);
  expect(endings(events)).toEqual(['a: live superseded', 'b: live superseded', 'c: live complete']);
  expect(counters).toMatchObject({ askedCount: 3, liveCount: 2, supersededCount: 2 });
});

test('where no model can be used, the guess ends, the older answer too, and the reason is reported', async () => {
  const { scheduler, clock, model, events, state, counters } = await stage();
  scheduler.take(asked('What is TCP?'));
  scheduler.take(expected('What is UDP?'));
  await clock.advance(10);
  expect(model.runningCount).toBe(2);
  state.chatModel = NO_MODEL;
  scheduler.take(asked('What is UDP?'));
  expect(model.runningCount).toBe(0);
  expect(endings(events)).toEqual(['What is TCP?: live superseded', 'What is UDP?: live failed']);
  expect(events.at(-2)).toMatchObject({ type: 'failed', turnId: 'What is UDP?', error: NO_MODEL });
  expect(counters).toMatchObject({ failedCount: 1, speculationWastedCount: 1 });
});

test('a guess for one turn outlives what becomes of another one', async () => {
  const { scheduler, clock, events } = await stage();
  scheduler.take(expected('What is TCP?'));
  await clock.advance(150);
  scheduler.take({ type: 'question-withdrawn', turnId: 'another' });
  scheduler.take(asked('What is TCP?'));
  await clock.advance(100);
  expect(endings(events)).toEqual(['What is TCP?: speculated complete']);
});

test('no guess is made of what is being answered anyway', async () => {
  const { scheduler, clock, model } = await stage();
  scheduler.take(asked('What is TCP?'));
  scheduler.take(expected('What is TCP?', { turnId: 'later' }));
  await clock.advance(10);
  expect(model.calls).toHaveLength(1);
});

test('a model that is changed meanwhile answers itself: the other one is not quoted', async () => {
  const { scheduler, clock, events, state } = await stage();
  scheduler.take(asked('What is TCP?', { turnId: 'a' }));
  await clock.advance(300);
  state.chatModel = createScriptedChatModel(() => SPOKEN, clock, { id: 'fake:other' });
  scheduler.take(asked('What is TCP?', { turnId: 'b' }));
  await clock.advance(300);
  expect(endings(events)).toEqual(['a: live complete', 'b: live complete']);
});

test('an answer that was given for another profile is not shown for this one', async () => {
  const { scheduler, clock, events, state } = await stage();
  scheduler.take(asked('What is TCP?', { turnId: 'a' }));
  await clock.advance(300);
  const engineer = { ...defaultSettings.profile, role: 'Engineer' };
  state.settings = { ...defaultSettings, profile: engineer };
  scheduler.take(asked('What is TCP?', { turnId: 'b' }));
  await clock.advance(300);
  scheduler.take(asked('What is TCP?', { turnId: 'c' }));
  expect(endings(events)).toEqual(['a: live complete', 'b: live complete', 'c: cached complete']);
});

test('when another number of bullets is wanted, the question is answered again', async () => {
  const { scheduler, clock, events, state } = await stage([{ say: '- one\n- two\n- three\n- four' }, DONE]);
  scheduler.take(asked('What is TCP?', { turnId: 'a' }));
  await clock.advance(10);
  state.settings = { ...defaultSettings, answer: { ...defaultSettings.answer, bulletCount: 2 } };
  scheduler.take(asked('What is TCP?', { turnId: 'b' }));
  await clock.advance(10);
  expect(events.at(-1)).toMatchObject({ answer: { turnId: 'b', path: 'live', bullets: ['one', 'two'] } });
});

test('with the cache off nothing is looked up and nothing is kept', async () => {
  const { scheduler, clock, cache, events, state, counters } = await stage();
  state.settings = { ...defaultSettings, answer: { ...defaultSettings.answer, cache: false } };
  for (const turnId of ['a', 'b']) {
    scheduler.take(asked('What is TCP?', { turnId }));
    await clock.advance(300);
  }
  expect(endings(events)).toEqual(['a: live complete', 'b: live complete']);
  expect(counters.cacheMissCount).toBe(0);
  expect(cache.frequentQuestions(1)).toEqual([]);
  expect(await scheduler.answerUnseen({ turnId: '', text: 'What is TCP?' })).toBe('failed');
});

test('what was said is forgotten whole: answers, guesses and old questions', async () => {
  const { scheduler, clock, cache, model, events } = await stage();
  scheduler.take(asked('What is TCP?'));
  scheduler.take(expected('What is UDP?'));
  scheduler.staleQuestions.set('key', { turnId: 'old', text: 'What is IP?' });
  const unseen = scheduler.answerUnseen({ turnId: '', text: 'What is QUIC?' });
  await clock.advance(150);
  scheduler.forget();
  expect(model.runningCount).toBe(0);
  await clock.advance(1_000);
  expect(await unseen).toBe('stopped');
  expect(endings(events)).toEqual(['What is TCP?: live interrupted']);
  expect([scheduler.staleQuestions.size, scheduler.isBusy]).toEqual([0, false]);
  expect(cache.frequentQuestions(10)).toEqual([]);
});

test('an answer for later is known, given, stopped or failed', async () => {
  const { scheduler, clock, state, counters } = await stage((index) =>
    index === 1 ? [{ fail: new EngineError('chat-model-down', 'It died.', 'Restart it.') }] : SPOKEN,
  );
  const answer = async (text: string): Promise<string> => {
    const answering = scheduler.answerUnseen({ turnId: '', text });
    await clock.advance(300);
    return answering;
  };
  expect(await answer('What is TCP?')).toBe('answered');
  expect(await answer('What is TCP?')).toBe('known');
  expect(await answer('What is UDP?')).toBe('failed');
  const stopped = scheduler.answerUnseen({ turnId: '', text: 'What is QUIC?' });
  await clock.advance(10);
  scheduler.prefill();
  expect(await stopped).toBe('stopped');
  state.chatModel = NO_MODEL;
  expect(await answer('What is TCP?')).toBe('failed');
  expect(counters.prewarmedCount).toBe(1);
});

test('the first bullet is awaited while a model of this machine has shown none', async () => {
  const { scheduler, clock, state, model } = await stage();
  expect(scheduler.firstBullet()).toBeUndefined();
  scheduler.take(asked('What is TCP?'));
  let isThere = false;
  const waiting = scheduler.firstBullet()?.then(() => (isThere = true));
  await clock.advance(99);
  expect(isThere).toBe(false);
  await clock.advance(1);
  await waiting;
  expect(isThere).toBe(true);
  expect(scheduler.firstBullet()).toBeUndefined();
  scheduler.take(asked('What is UDP?'));
  const ended = scheduler.firstBullet();
  scheduler.cancel();
  await expect(ended).resolves.toBeUndefined();
  state.chatModel = { ...model, location: 'remote' };
  scheduler.take(asked('What is QUIC?'));
  expect(scheduler.firstBullet()).toBeUndefined();
});

test('an answer that ran out of time with nothing to show has failed', async () => {
  const { scheduler, clock, events, counters } = await stage([{ waitMs: 100_000 }, DONE]);
  scheduler.take(asked('What is TCP?'));
  await clock.advance(45_000);
  expect(endings(events)).toEqual(['What is TCP?: live failed']);
  expect(events.at(-2)).toMatchObject({
    type: 'failed',
    error: { message: expect.stringContaining('scripted') as string },
  });
  expect(counters.failedCount).toBe(1);
});

test('an answer that ran out of time on a busy machine does not blame its model', async () => {
  const starved = { delta: { type: 'starved', lostMs: 40_000 } } as const;
  const { scheduler, clock, events } = await stage([{ waitMs: 40_000 }, starved, { waitMs: 100_000 }, DONE]);
  scheduler.take(asked('What is TCP?'));
  await clock.advance(85_000);
  expect(endings(events)).toEqual(['What is TCP?: live failed']);
  expect(events.at(-2)).toMatchObject({ type: 'failed', error: { code: 'machine-busy' } });
});

test('closing stops all work and leaves no timer', async () => {
  const { scheduler, clock, model, limiter } = await stage();
  scheduler.take(asked('What is TCP?'));
  scheduler.take(expected('What is UDP?'));
  await clock.advance(10);
  expect(scheduler.isBusy).toBe(true);
  await scheduler.close();
  expect([model.runningCount, limiter.heldCount, clock.sleeperCount]).toEqual([0, 0, 0]);
});

test('closing waits half a second at most for a model that ignores its stop', async () => {
  const { scheduler, clock, state, model } = await stage();
  state.chatModel = {
    ...model,
    async *chat() {
      await clock.sleep(60_000);
      yield* [];
    },
  };
  scheduler.take(asked('What is TCP?'));
  await clock.advance(0);
  let isClosed = false;
  const closing = scheduler.close().then(() => (isClosed = true));
  await clock.advance(499);
  expect(isClosed).toBe(false);
  await clock.advance(1);
  await closing;
  expect(isClosed).toBe(true);
});
