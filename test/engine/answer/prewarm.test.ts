import { expect, test } from 'vitest';
import type { AnswerCache } from '../../../engine/answer/answer-cache.ts';
import { keepWarm, type UnseenQuestion } from '../../../engine/answer/prewarm.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const PROFILE = { ...defaultSettings.profile, role: 'Engineer' };

function stage() {
  const clock = new ManualClock();
  const controller = new AbortController();
  const answered: string[] = [];
  const state = {
    settings: { ...defaultSettings, profile: PROFILE } as Settings,
    isIdle: true,
    frequent: [] as string[],
    result: 'answered' as 'answered' | 'known' | 'stopped' | 'failed',
  };
  const scheduler = {
    answerUnseen: ({ text }: UnseenQuestion) => {
      answered.push(text);
      return Promise.resolve(state.result);
    },
    staleQuestions: new Map<string, UnseenQuestion>(),
    isBusy: false,
  };
  const running = keepWarm(
    {
      scheduler,
      settings: () => state.settings,
      cache: { frequentQuestions: () => state.frequent } as unknown as AnswerCache,
      isIdle: () => state.isIdle,
      starterQuestions: ['When can you start?'],
      clock,
    },
    controller.signal,
  );
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) await clock.advance(1_000);
  };
  return { clock, controller, running, state, scheduler, answered, pass };
}

test('after half a minute of quiet, frequent questions come before the starters, each once', async () => {
  const { state, answered, pass } = stage();
  state.frequent = ['What is TCP?'];
  await pass(31);
  expect(answered).toEqual([]);
  await pass(60);
  expect(answered).toEqual(['What is TCP?', 'When can you start?']);
});

test('an answer that was shown old is refreshed after a few seconds, the newest first', async () => {
  const { scheduler, answered, pass } = stage();
  scheduler.staleQuestions.set('a', { turnId: '1', text: 'older' }).set('b', { turnId: '2', text: 'newer' });
  await pass(5);
  expect(answered).toEqual([]);
  await pass(6);
  expect(answered).toEqual(['newer', 'older']);
  expect(scheduler.staleQuestions.size).toBe(0);
});

test('speech, or a model at work, starts the quiet again', async () => {
  const { state, scheduler, answered, pass } = stage();
  await pass(30);
  state.isIdle = false;
  await pass(2);
  state.isIdle = true;
  await pass(28);
  scheduler.isBusy = true;
  await pass(2);
  scheduler.isBusy = false;
  await pass(28);
  expect(answered).toEqual([]);
});

test('what was stopped is done again after another quiet, a failure leaves the model alone for five minutes', async () => {
  const { state, answered, pass } = stage();
  state.result = 'stopped';
  await pass(34);
  expect(answered).toHaveLength(1);
  state.result = 'failed';
  await pass(34);
  expect(answered).toHaveLength(2);
  state.frequent = ['Another?'];
  state.result = 'answered';
  await pass(290);
  expect(answered).toHaveLength(2);
  await pass(40);
  expect(answered.at(-1)).toBe('Another?');
});

test('without a profile there is nothing to answer starters from, and both switches are heeded', async () => {
  const { state, scheduler, answered, pass } = stage();
  state.settings = defaultSettings;
  await pass(60);
  state.settings = {
    ...state.settings,
    profile: PROFILE,
    model: { ...state.settings.model, prewarm: false },
  };
  await pass(60);
  state.settings = { ...state.settings, answer: { ...state.settings.answer, cache: false } };
  scheduler.staleQuestions.set('a', { turnId: '1', text: 'old' });
  await pass(60);
  expect(answered).toEqual([]);
});

test('other settings may make another answer of the same question', async () => {
  const { state, answered, pass } = stage();
  await pass(40);
  state.settings = { ...state.settings, profile: { ...PROFILE, role: 'Manager' } };
  await pass(40);
  expect(answered).toEqual(['When can you start?', 'When can you start?']);
});

test('it ends with its signal, without an error', async () => {
  const { controller, running, clock } = stage();
  controller.abort(new Error('over'));
  await running;
  expect(clock.sleeperCount).toBe(0);
});
