import { expect, test } from 'vitest';
import { candidatesOf, findQuick, measureModel } from '../../../../engine/answer/servers/measure-model.ts';
import { defaultSettings } from '../../../../engine/protocol/settings.ts';
import { createScriptedChatModel, DONE } from '../../../fakes/scripted-chat-model.ts';
import { VirtualClock } from '../../../fakes/virtual-clock.ts';
import { modelListing as model } from '../../../fakes/model-listing.ts';

test('a warm model is asked as a call asks it, and its first token and pace are timed', async () => {
  const clock = new VirtualClock();
  const chat = createScriptedChatModel(
    ({ purpose }) =>
      purpose === 'prefill'
        ? [{ waitMs: 9_000 }, DONE]
        : [
            { waitMs: 400 },
            { say: 'One ' },
            { waitMs: 50 },
            { say: 'two ' },
            { waitMs: 50 },
            { say: 'three' },
            DONE,
          ],
    clock,
  );
  const measured = measureModel(chat, defaultSettings, clock, new AbortController().signal);
  expect(await clock.runUntil(measured)).toEqual({ firstTokenMs: 400, tokensPerSecond: 20 });
  expect(chat.calls.map(({ request }) => request.purpose)).toEqual(['prefill', 'foreground']);
  expect(chat.calls[1]?.request.messages.length).toBeGreaterThan(1);
});

test('a model that babbles is left after a while', async () => {
  const clock = new VirtualClock();
  const chat = createScriptedChatModel(
    ({ purpose }) =>
      purpose === 'prefill'
        ? [DONE]
        : Array.from({ length: 1_000 }, () => [{ waitMs: 10 }, { say: 'a' }]).flat(),
    clock,
  );
  await clock.runUntil(measureModel(chat, defaultSettings, clock, new AbortController().signal));
  expect(chat.calls[1]?.end).toBe('left');
});

test('candidates are those that can answer and fit the memory, the largest first', () => {
  const models = [
    model('small', { sizeBytes: 1e9 }),
    model('huge', { sizeBytes: 40e9 }),
    model('embedding', { sizeBytes: 2e9, unsuited: 'not-chat' }),
    model('base', { sizeBytes: 2e9, unsuited: 'base' }),
    model('elsewhere:cloud', { sizeBytes: 2e9, isRemote: true }),
    model('medium', { sizeBytes: 4e9 }),
    model('of-unknown-size'),
  ];
  expect(candidatesOf(models, 16e9).map(({ name }) => name)).toEqual(['medium', 'small', 'of-unknown-size']);
});

test.each([
  ['the first that is quick enough, and no smaller one is tried', { a: 2_400, b: 1_500, c: 100 }, 'b', 2],
  ['the quickest, when none is quick enough', { a: 9_000, b: 2_000, c: 3_000 }, 'b', 3],
  ['one that could be measured', { a: undefined, b: 5_000 }, 'b', 2],
  ['none, when none could be measured', { a: undefined }, undefined, 1],
])('of the candidates it takes %s', async (_title, paces, expected, triedCount) => {
  const tried: string[] = [];
  const found = await findQuick(Object.keys(paces), (name) => {
    tried.push(name);
    const firstTokenMs = (paces as Record<string, number | undefined>)[name];
    return Promise.resolve(firstTokenMs === undefined ? undefined : { firstTokenMs, tokensPerSecond: null });
  });
  expect([found, tried.length]).toEqual([expected, triedCount]);
});
