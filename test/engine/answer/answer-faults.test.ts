import { expect, test } from 'vitest';
import type { ChatModel } from '../../../engine/answer/servers/base/chat-model.ts';
import { openOllamaServer } from '../../../engine/answer/servers/ollama/ollama-server.ts';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { startFakeOllama } from '../../fakes/ollama-server.ts';
import { DONE } from '../../fakes/scripted-chat-model.ts';
import { settledHeapBytes } from '../../fakes/settled-heap.ts';
import { createAnswerRig, spokenAnswer, type AnswerRig } from './answer-rig.ts';
import { eventually } from '../../fakes/eventually.ts';
import { plainChatModel } from '../../fakes/plain-chat-model.ts';

/** Cases of the catalogue of faults that the answering as a whole has to meet; titles begin with their numbers. */

function statusOf(rig: AnswerRig, turnId: string): string | undefined {
  const over = rig.events.find((event) => event.type === 'answer-completed' && event.turnId === turnId);
  return over?.type === 'answer-completed' ? over.answer.status : undefined;
}

test('8: answers that failed for want of memory are counted as such', async () => {
  const failures = [
    new EngineError('model-out-of-memory', 'Too little memory.', 'Pick a smaller model.'),
    new EngineError('model-server-failed', 'It died.', 'Restart it.'),
  ];
  const rig = await createAnswerRig((_, index) => [{ fail: failures[index % 2] ?? new Error('never') }]);
  for (const text of ['TCP', 'UDP', 'QUIC']) {
    rig.ask(text);
    await rig.clock.advance(100);
  }
  expect(rig.control.counters).toMatchObject({ askedCount: 3, failedCount: 3, outOfMemoryCount: 2 });
  await rig.close();
});

/** Over real HTTP, with the resident memory of the whole engine, this is `bench flood`. */
test('21: 1,000 questions in 10 s leave the heap as it was and the last one answered', async () => {
  const rig = await createAnswerRig(() => [DONE]);
  rig.chatModel = plainChatModel(async function* (_, signal) {
    await rig.clock.sleep(100, signal);
    yield { type: 'content', text: '- one point' };
    await rig.clock.sleep(100, signal);
    yield { type: 'done', reason: 'stop', usage: {} };
  });
  let last = '';
  const ask = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      // What the test itself collects is no growth, nor are texts that the bounded memory of wordings keeps.
      rig.events.length = 0;
      last = rig.ask(`subject number ${index % 200}`, { origin: 'regenerated' }).turnId;
      await rig.clock.advance(10);
    }
  };
  await ask(300);
  const beforeBytes = await settledHeapBytes();
  await ask(1_000);
  await rig.clock.advance(1_000);
  expect(statusOf(rig, last)).toBe('complete');
  expect(rig.control.counters.supersededCount).toBe(1_299);
  expect((await settledHeapBytes()) - beforeBytes).toBeLessThan(1_024 * 1_024);
  await rig.close();
});

test('22: a newer question ends the older one at the server, and no old token follows', async () => {
  await using fake = await startFakeOllama({
    models: [{ name: 'toy' }],
    // Far longer than a busy machine may stall: an answer that is over is not aborted.
    answers: (messages) => `- ${/topic (\w+)/.exec(messages.at(-1)?.content ?? '')?.[1]} `.repeat(10_000),
    tokensPerSecond: 500,
  });
  await using server = openOllamaServer({
    baseUrl: fake.url,
    permitCount: 1,
    allowRemoteModels: false,
    contextTokenCount: 4_096,
    clock: systemClock,
    log: silentLogger,
  });
  const rig = await createAnswerRig(() => [DONE]);
  rig.chatModel = await server.open('toy');
  let turnId = rig.ask('topic t0').turnId;
  for (let round = 1; round <= 40; round += 1) {
    await eventually(() => expect(rig.reported(turnId).join()).toContain(`t${round - 1}`), { intervalMs: 2 });
    const abortCount = fake.aborts.length;
    turnId = rig.ask(`topic t${round}`).turnId;
    await expect.poll(() => fake.aborts.length, { interval: 2 }).toBe(abortCount + 1);
    const newerStart = rig.events.findIndex((event) => event.turnId === turnId);
    expect(newerStart).toBeGreaterThan(0);
    expect(rig.events.slice(newerStart).every((event) => event.turnId === turnId)).toBe(true);
  }
  rig.control.cancel();
  await rig.close();
});

test("27: words that a superseded answer's server continues sending are nobody's", async () => {
  const rig = await createAnswerRig(() => spokenAnswer('newer', 2_000));
  const scripted = rig.chatModel as ChatModel;
  let staleCount = 0;
  // A stream that does not end with its signal, as a broken server would send it.
  rig.chatModel = plainChatModel(async function* () {
    for (let index = 0; index < 30; index += 1) {
      await rig.clock.sleep(100);
      staleCount += 1;
      yield { type: 'content', text: `- stale ${index}\n` };
    }
    yield { type: 'done', reason: 'stop', usage: {} };
    yield { type: 'done', reason: 'stop', usage: {} };
  });
  const older = rig.ask('TCP');
  await rig.clock.advance(150);
  rig.chatModel = scripted;
  const newer = rig.ask('UDP');
  await rig.clock.advance(10_000);
  // One was shown, one came too late, and then nobody read on.
  expect(staleCount).toBe(2);
  expect(rig.reported(older.turnId).at(-1)).toEqual(['completed', 'superseded', 'stale 0']);
  expect(rig.reported(newer.turnId)).toEqual([
    ['started', 'live'],
    ['waiting', 'first-token'],
    ['extended', 'newer one'],
    ['extended', 'newer one', 'newer two'],
    ['completed', 'complete', 'newer one', 'newer two'],
  ]);
  await rig.close();
});
