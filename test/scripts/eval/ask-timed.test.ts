import { expect, test } from 'vitest';
import { askTimed, promptFor, tokensPerSecond, type TimedAnswer } from '../../../scripts/eval/ask-timed.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { createScriptedChatModel, type ScriptStep } from '../../fakes/scripted-chat-model.ts';

const { signal } = new AbortController();
const USAGE = { outputTokenCount: 20, promptTokenCount: 100 };
const DONE: ScriptStep = { delta: { type: 'done', reason: 'stop', usage: USAGE } };

async function ask(...script: readonly ScriptStep[]): Promise<TimedAnswer> {
  const clock = new ManualClock();
  const model = createScriptedChatModel(() => script, clock);
  const asking = askTimed(model, promptFor('What is TCP?'), clock, signal);
  const [answer] = await Promise.all([asking, clock.advance(1_000)]);
  return answer;
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
  const answer = await ask({ waitMs: 400 }, { say: '- A ' }, { waitMs: 30 }, { say: 'protocol' }, DONE);
  expect(answer).toEqual({ text: '- A protocol', firstTokenMs: 400, totalMs: 430, usage: USAGE });
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
