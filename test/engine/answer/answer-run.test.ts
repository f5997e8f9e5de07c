import { expect, test } from 'vitest';
import { startAnswerRun, type AnswerPlan, type AnswerRun } from '../../../engine/answer/answer-run.ts';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { Semaphore } from '../../../engine/base/semaphore.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { createScriptedChatModel, DONE, type ScriptStep } from '../../fakes/scripted-chat-model.ts';
import { plainChatModel } from '../../fakes/plain-chat-model.ts';

const TORN: ScriptStep = { delta: { type: 'done', reason: 'length', usage: {} } };
const THOUGHT: ScriptStep = { delta: { type: 'thinking' } };

/** A run of a model that follows `scripts`, one for each request. */
function stage(scripts: readonly (readonly ScriptStep[])[], given: Partial<AnswerPlan> = {}) {
  const clock = new ManualClock();
  const model = createScriptedChatModel((_, index) => scripts[index] ?? [], clock);
  const limiter = new Semaphore({ permitCount: 1, priorityCount: 3, queueLimitCount: 8 });
  const controller = new AbortController();
  const plan: AnswerPlan = {
    key: 'key',
    model,
    messages: [{ role: 'user', content: 'Question: What is TCP?' }],
    purpose: 'foreground',
    maxBulletCount: 3,
    ...given,
  };
  const start = (): AnswerRun => startAnswerRun(plan, { limiter, clock }, controller.signal);
  return { clock, model, limiter, controller, start };
}

/** What a watcher that came now is shown. */
function watch(run: AnswerRun) {
  const seen: unknown[] = [];
  const unwatch = run.watch({
    onWaiting: (reason, elapsedMs) => seen.push([reason, elapsedMs]),
    onBullets: (bullets) => seen.push(bullets),
    onOver: (outcome) => seen.push(outcome),
  });
  return { seen, unwatch };
}

test('an answer is shown as it grows, and its end gives the permit back', async () => {
  const { clock, limiter, start } = stage([
    [
      { waitMs: 100 },
      { say: '  \n' },
      { waitMs: 50 },
      { say: '- one\n' },
      { say: '- two' },
      { waitMs: 50 },
      DONE,
    ],
  ]);
  const run = start();
  const { seen } = watch(run);
  expect([run.requestedAtMs, run.outcome, limiter.heldCount]).toEqual([0, undefined, 1]);
  await clock.advance(150);
  expect(run.bullets).toEqual(['one']);
  await clock.advance(50);
  await run.settled;
  expect(seen).toEqual([['one'], ['one', 'two'], { status: 'complete' }]);
  // Empty text is not a first token.
  expect([run.firstTokenAtMs, limiter.heldCount, clock.sleeperCount]).toEqual([150, 0, 0]);
});

test('tokens are counted one by one until the server says how many there were', async () => {
  const usage = { outputTokenCount: 42 };
  const { clock, start } = stage([
    [{ say: '- one' }, { say: ' more' }, { waitMs: 10 }, { delta: { type: 'done', reason: 'stop', usage } }],
  ]);
  const run = start();
  await clock.advance(0);
  expect(run.outputTokenCount).toBe(2);
  await clock.advance(10);
  expect(run.outputTokenCount).toBe(42);
});

test('who comes late is shown all so far at once, and who left is shown nothing more', async () => {
  const { clock, start } = stage([[{ say: '- one\n' }, { waitMs: 100 }, { say: '- two' }, DONE]]);
  const run = start();
  const early = watch(run);
  await clock.advance(0);
  early.unwatch();
  const late = watch(run);
  expect(late.seen).toEqual([['one']]);
  await clock.advance(100);
  expect(early.seen).toEqual([['one']]);
  expect(watch(run).seen).toEqual([['one', 'two'], { status: 'complete' }]);
});

test('a run in the queue says so, also to who comes late, and takes no place once it is stopped', async () => {
  const { clock, limiter, model, start } = stage([]);
  const permit = limiter.tryAcquire();
  const run = start();
  await clock.advance(70);
  expect(watch(run).seen).toEqual([['queued', 70]]);
  expect([run.requestedAtMs, limiter.waitingCount]).toEqual([undefined, 1]);
  run.stop();
  await run.settled;
  permit?.release();
  expect([run.outcome, limiter.waitingCount, limiter.heldCount, model.calls.length]).toEqual([
    { status: 'broken' },
    0,
    0,
    0,
  ]);
});

test('stopping ends the stream upstream, keeps whole words and is not a failure', async () => {
  const { clock, limiter, model, start } = stage([[{ say: '- one\n- two and th' }, { waitMs: 100 }, DONE]]);
  const run = start();
  const { seen } = watch(run);
  await clock.advance(10);
  run.stop();
  expect(limiter.heldCount).toBe(0);
  run.stop();
  await run.settled;
  expect(seen.at(-1)).toEqual({ status: 'broken' });
  expect(seen.filter((what) => what === run.outcome)).toHaveLength(1);
  expect(run.bullets[0]).toBe('one');
  expect(run.bullets.join()).not.toContain('th');
  expect(model.calls.map(({ end }) => end)).toEqual(['aborted']);
});

test('the permit of a stopped run is free though its model ignores the stop, and its words are lost', async () => {
  const { clock, limiter, start } = stage([], {
    model: plainChatModel(async function* () {
      yield { type: 'content', text: '- one\n' };
      await clock.sleep(100);
      yield { type: 'content', text: '- too late\n' };
    }),
  });
  const run = start();
  await clock.advance(10);
  run.stop();
  expect(limiter.heldCount).toBe(0);
  const other = limiter.tryAcquire();
  await clock.advance(100);
  await run.settled;
  expect(run.bullets).toEqual(['one']);
  // Its end does not give back what somebody else holds now.
  expect(limiter.heldCount).toBe(1);
  other?.release();
});

test('the end of the engine ends the run without a failure', async () => {
  const { clock, controller, start } = stage([[{ waitMs: 1_000 }, DONE]]);
  const run = start();
  await clock.advance(10);
  controller.abort(new Error('Sotto ends'));
  await run.settled;
  expect([run.outcome, clock.sleeperCount]).toEqual([{ status: 'broken' }, 0]);
});

test('a failure is kept as it is, any other error as an internal one, and neither rejects', async () => {
  const down = new EngineError('chat-model-down', 'It died.', 'Restart it.');
  const bug = new TypeError('x is not a function');
  for (const error of [down, bug]) {
    const { clock, limiter, start } = stage([[{ say: '- one\n' }, { fail: error }]]);
    const run = start();
    await clock.advance(0);
    await run.settled;
    expect(run.bullets).toEqual(['one']);
    expect(limiter.heldCount).toBe(0);
    const shown = run.outcome?.status === 'broken' ? run.outcome.error : undefined;
    if (error === down) expect(shown).toBe(down);
    else expect(shown).toMatchObject({ code: 'internal', cause: bug });
  }
});

test('an answer that hit its limit is capped, without the word that was cut', async () => {
  const { clock, start } = stage([[{ say: '- one whole point\n- tw' }, TORN]]);
  const run = start();
  await clock.advance(0);
  expect([run.outcome, run.bullets]).toEqual([{ status: 'capped' }, ['one whole point']]);
});

test('a model that only thought is asked once more, and may think then', async () => {
  const { clock, model, start } = stage([
    [THOUGHT, { waitMs: 10 }, THOUGHT, DONE],
    [{ waitMs: 10 }, { say: '- late' }, DONE],
  ]);
  const run = start();
  const { seen } = watch(run);
  for (const durationMs of [0, 10, 10]) await clock.advance(durationMs);
  expect(seen).toEqual([['thinking', 0], ['retrying', 10], ['late'], { status: 'complete' }]);
  expect(model.calls.map(({ request }) => request.allowsThinking)).toEqual([undefined, true]);
});

test.each([
  ['thinks', [THOUGHT, TORN], 'spent its whole output on thinking'],
  ['thinks in its text', [{ say: '<think>well, hmm' }, TORN], 'spent its whole output on thinking'],
  ['says nothing', [{ say: ' \n ' }, DONE], 'gave an empty answer twice'],
  ['ends at once', [], 'gave an empty answer twice'],
  ['writes markup only', [{ say: '```\n```' }, DONE], 'wrote nothing that answers'],
] as const)('a model that twice %s has failed, with the reason', async (_what, script, reason) => {
  const { clock, model, start } = stage([script, script]);
  const run = start();
  await clock.advance(0);
  await run.settled;
  expect(model.calls).toHaveLength(2);
  expect(run.outcome).toMatchObject({
    status: 'broken',
    error: { code: 'model-empty-answer', message: expect.stringContaining(reason) as string },
  });
});

test('what a guard says in place of nothing is a whole answer', async () => {
  const echo: readonly ScriptStep[] = [{ say: '```\n```' }, DONE];
  const { clock, start } = stage([echo, echo], {
    guard: (bullets, isOver) => (isOver && bullets.length === 0 ? ['Say what you know'] : bullets),
  });
  const run = start();
  await clock.advance(0);
  await run.settled;
  expect([run.outcome, run.bullets]).toEqual([{ status: 'complete' }, ['Say what you know']]);
});

test('bullets that a guard holds back are not shown again and again', async () => {
  const { clock, start } = stage([[{ say: '- one\n' }, { say: '- secret' }, { say: ' word' }, DONE]], {
    guard: (bullets) => bullets.filter((bullet) => !bullet.startsWith('secret')),
  });
  const run = start();
  const { seen } = watch(run);
  await clock.advance(0);
  expect(seen).toEqual([['one'], { status: 'complete' }]);
});

test('a model is read no further than its bullets go', async () => {
  const endless = Array.from({ length: 50 }, (_, index) => ({ say: `- point ${index}\n` }));
  const { clock, model, start } = stage([endless]);
  const run = start();
  await clock.advance(0);
  await run.settled;
  expect(run.bullets).toEqual(['point 0', 'point 1', 'point 2']);
  expect([run.outcome, model.calls[0]?.end]).toEqual([{ status: 'complete' }, 'aborted']);
});

test('an answer has 45 seconds from the end of loading, and the silence after it is explained', async () => {
  const { clock, start } = stage([
    [{ waitMs: 30_000 }, { delta: { type: 'loading', elapsedMs: 30_000 } }, { waitMs: 200_000 }, DONE],
  ]);
  const run = start();
  const { seen } = watch(run);
  await clock.advance(74_999);
  expect(run.outcome).toBeUndefined();
  await clock.advance(1);
  await run.settled;
  expect(seen).toEqual([['first-token', 2_000], ['loading-model', 30_000], { status: 'capped' }]);
});

test('time in which the machine let the model compute little does not count, and is reported', async () => {
  const starved: ScriptStep = { delta: { type: 'starved', lostMs: 20_000 } };
  const { clock, start } = stage([[{ waitMs: 30_000 }, starved, { waitMs: 200_000 }, DONE]]);
  const run = start();
  const { seen } = watch(run);
  await clock.advance(64_999);
  expect(run.outcome).toBeUndefined();
  await clock.advance(1);
  await run.settled;
  expect(seen).toEqual([['first-token', 2_000], ['machine-busy', 30_000], { status: 'capped' }]);
});

test('a busy machine is not mentioned where bullets stand already, and makes no model look slow', async () => {
  const starved: ScriptStep = { delta: { type: 'starved', lostMs: 1_000 } };
  const { clock, start } = stage([
    [{ say: '- one whole point\n- ' }, { waitMs: 100 }, starved, { waitMs: 200_000 }, DONE],
  ]);
  const run = start();
  const { seen } = watch(run);
  await clock.advance(100);
  await clock.advance(2_800);
  expect([seen, run.isStarved]).toEqual([[['one whole point']], true]);
  await clock.advance(200);
  expect(run.isStarved).toBe(false);
});
