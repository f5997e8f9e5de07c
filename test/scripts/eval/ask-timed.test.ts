import { expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { askTimed, promptFor, tokensPerSecond, type TimedAnswer } from '../../../scripts/eval/ask-timed.ts';
import { createScriptedChatModel, type ScriptStep } from '../../fakes/scripted-chat-model.ts';

const { signal } = new AbortController();
const USAGE = { outputTokenCount: 20, promptTokenCount: 100 };
const DONE: ScriptStep = { delta: { type: 'done', reason: 'stop', usage: USAGE } };

function ask(...script: readonly ScriptStep[]): Promise<TimedAnswer> {
  return askTimed(
    createScriptedChatModel(() => script, systemClock),
    promptFor('What is TCP?'),
    signal,
  );
}

test('the prompt is that of a question which opens a call', () => {
  const prompt = promptFor('What is TCP?');
  expect(prompt[0]?.role).toBe('system');
  expect(prompt.at(-1)).toMatchObject({
    role: 'user',
    content: expect.stringContaining('What is TCP?') as unknown,
  });
});

test('an answer is whole, with the times of its first token and its end, and what the server counted', async () => {
  const answer = await ask({ say: '- A ' }, { waitMs: 30 }, { say: 'protocol' }, DONE);
  expect(answer).toMatchObject({ text: '- A protocol', usage: USAGE });
  expect(answer.firstTokenMs).toBeGreaterThanOrEqual(0);
  // The wait comes after the first token.
  expect(answer.totalMs - answer.firstTokenMs).toBeGreaterThan(20);
});

test('an answer without a word has no first token', async () => {
  expect(await ask(DONE)).toMatchObject({ text: '', firstTokenMs: Number.NaN });
});

test('a model that fails is not an answer', async () => {
  await expect(ask({ say: '- A' }, { fail: new Error('gone') })).rejects.toThrow('gone');
});

test('tokens a second leave the time of the prompt out, as the server says it or as it was seen', () => {
  const timed = { text: '', firstTokenMs: 1_000, totalMs: 3_000 };
  expect(tokensPerSecond([{ ...timed, usage: { outputTokenCount: 20 } }])).toBe(10);
  expect(tokensPerSecond([{ ...timed, usage: { outputTokenCount: 20, generateMs: 500 } }])).toBe(40);
  const both = [
    { ...timed, usage: { outputTokenCount: 30, generateMs: 1_000 } },
    { ...timed, usage: { outputTokenCount: 10, generateMs: 1_000 } },
  ];
  expect(tokensPerSecond(both)).toBe(20);
});

test('answers that were not counted say nothing about the rate', () => {
  const uncounted = { text: '', firstTokenMs: 0, totalMs: 9_000, usage: {} };
  const counted = { ...uncounted, totalMs: 1_000, usage: { outputTokenCount: 5 } };
  expect(tokensPerSecond([uncounted, counted])).toBe(5);
  expect(tokensPerSecond([uncounted])).toBeNaN();
});
