import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { HONEST_BULLET } from '../../../engine/answer/bullets/bullet-parser.ts';
import { DONE, type ScriptStep } from '../../fakes/scripted-chat-model.ts';
import { askedText, createAnswerRig, spokenAnswer, type AnswerRig } from './answer-rig.ts';

test('a question is answered bullet by bullet, and the times say when', async () => {
  const rig = await createAnswerRig((request) => spokenAnswer(askedText(request)));
  await rig.clock.advance(50);
  const { turnId } = rig.ask('TCP', { askedAtMs: 40 });
  await rig.clock.advance(1_000);
  expect(rig.reported(turnId)).toEqual([
    ['started', 'live'],
    ['extended', 'TCP one'],
    ['extended', 'TCP one', 'TCP two'],
    ['completed', 'complete', 'TCP one', 'TCP two'],
  ]);
  expect(rig.events.at(-1)).toEqual({
    type: 'answer-completed',
    turnId,
    answer: {
      turnId,
      question: 'TCP',
      bullets: ['TCP one', 'TCP two'],
      path: 'live',
      status: 'complete',
      model: 'scripted',
    },
    timing: {
      askedAtMs: 40,
      requestedAtMs: 50,
      firstTokenAtMs: 150,
      firstBulletAtMs: 150,
      latencyMs: 310,
      firstBulletMs: 110,
    },
    isStale: false,
    atMs: 350,
  });
  await rig.close();
});

test('a newer question ends the running answer upstream, and no older word follows', async () => {
  const rig = await createAnswerRig((request) => spokenAnswer(askedText(request)));
  const older = rig.ask('TCP');
  await rig.clock.advance(150);
  const newer = rig.ask('UDP');
  await rig.clock.advance(1_000);
  expect(rig.reported(older.turnId)).toEqual([
    ['started', 'live'],
    ['extended', 'TCP one'],
    ['completed', 'superseded', 'TCP one'],
  ]);
  expect(rig.reported(newer.turnId).at(-1)).toEqual(['completed', 'complete', 'UDP one', 'UDP two']);
  const newerStart = rig.events.findIndex((event) => event.turnId === newer.turnId);
  expect(rig.events.slice(newerStart).every((event) => event.turnId === newer.turnId)).toBe(true);
  expect(rig.model.calls.map((call) => [call.end, call.endedAtMs])).toEqual([
    ['aborted', 150],
    ['done', 450],
  ]);
  await rig.close();
});

test('a thousand questions in ten seconds leave one call in flight and the last one answered', async () => {
  const rig = await createAnswerRig((request) => spokenAnswer(askedText(request)));
  let mostRunning = 0;
  for (let index = 0; index < 1_000; index++) {
    rig.ask(`topic number ${index}`);
    await rig.clock.advance(10);
    mostRunning = Math.max(mostRunning, rig.model.runningCount);
  }
  await rig.clock.advance(1_000);
  expect(mostRunning).toBe(1);
  const statuses = rig.events.flatMap((event) =>
    event.type === 'answer-completed' ? [event.answer.status] : [],
  );
  expect(statuses).toEqual([...Array.from({ length: 999 }, () => 'superseded'), 'complete']);
  expect(rig.limiter.heldCount + rig.limiter.waitingCount).toBe(0);
  await rig.close();
});

test('a hundred identical asks cause one call, and each of them is answered in full', async () => {
  const rig = await createAnswerRig((request) => spokenAnswer(askedText(request)));
  for (let index = 0; index < 100; index++) {
    rig.ask(index % 2 === 0 ? 'What is TCP?' : "so um, what's t c p?");
    await rig.clock.advance(2);
  }
  await rig.clock.advance(1_000);
  const completed = rig.events.flatMap((event) => (event.type === 'answer-completed' ? [event.answer] : []));
  expect(rig.model.calls.length).toBe(1);
  expect(completed.length).toBe(100);
  expect(new Set(completed.map((answer) => `${answer.status} ${answer.bullets.join()}`)).size).toBe(1);
  await rig.close();
});

test('the same question later comes from the cache at once; asking again goes past it and replaces it', async () => {
  const rig = await createAnswerRig((_, index) => spokenAnswer(`answer${index}`));
  rig.ask('What is TCP?');
  await rig.clock.advance(1_000);
  const again = rig.ask('Can you tell me what TCP is?');
  await rig.clock.advance(0);
  expect(rig.reported(again.turnId)).toEqual([
    ['started', 'cached'],
    ['extended', 'answer0 one', 'answer0 two'],
    ['completed', 'complete', 'answer0 one', 'answer0 two'],
  ]);
  const anew = rig.ask('What is TCP?', { origin: 'regenerated' });
  await rig.clock.advance(1_000);
  expect(rig.reported(anew.turnId).at(-1)).toEqual(['completed', 'complete', 'answer1 one', 'answer1 two']);
  const last = rig.ask('What is TCP?');
  await rig.clock.advance(0);
  expect(rig.reported(last.turnId).at(-1)).toEqual(['completed', 'complete', 'answer1 one', 'answer1 two']);
  expect(rig.model.calls.length).toBe(2);
  expect(rig.control.counters).toMatchObject({ cachedCount: 2, cacheExactCount: 2, cacheMissCount: 1 });
  await rig.close();
});

test('only complete answers that say something are kept', async () => {
  const scripts: readonly (readonly ScriptStep[])[] = [
    [{ say: '- one\n- tw' }, { delta: { type: 'done', reason: 'length', usage: {} } }],
    [{ say: '- I do not have enough context to answer that.' }, DONE],
    [{ say: '- one\n- two' }, { fail: new EngineError('model-server-failed', 'It died.', 'Restart it.') }],
    [{ say: '- good' }, DONE],
  ];
  const rig = await createAnswerRig((_, index) => scripts[index] ?? []);
  for (const _ of scripts) {
    rig.ask('What is TCP?');
    await rig.clock.advance(10);
  }
  expect(
    rig.events.flatMap((event) => (event.type === 'answer-completed' ? [event.answer] : [])),
  ).toMatchObject([
    { status: 'capped', bullets: ['one'] },
    { status: 'complete', bullets: ['I do not have enough context to answer that'] },
    { status: 'interrupted', bullets: ['one'] },
    { status: 'complete', bullets: ['good'], path: 'live' },
  ]);
  await rig.close();
});

test('a model that dies keeps what it said, and the reason is reported', async () => {
  const error = new EngineError('model-server-failed', 'It died.', 'Restart it.');
  const rig = await createAnswerRig((_, index) =>
    index === 0 ? [{ say: '- one thing\n- two' }, { fail: error }] : [{ fail: error }],
  );
  const first = rig.ask('TCP');
  await rig.clock.advance(10);
  const second = rig.ask('UDP');
  await rig.clock.advance(10);
  expect(rig.reported(first.turnId).slice(-2)).toEqual([
    ['failed', 'model-server-failed'],
    ['completed', 'interrupted', 'one thing'],
  ]);
  expect(rig.reported(second.turnId)).toEqual([
    ['started', 'live'],
    ['failed', 'model-server-failed'],
    ['completed', 'failed'],
  ]);
  expect(rig.control.counters).toMatchObject({ askedCount: 2, failedCount: 2 });
  await rig.close();
});

test('an empty answer is asked for once more, then reported', async () => {
  const rig = await createAnswerRig((_, index) =>
    index === 1 ? [{ say: '- late' }, DONE] : [{ say: ' \n' }, DONE],
  );
  const first = rig.ask('TCP');
  await rig.clock.advance(10);
  const second = rig.ask('UDP');
  await rig.clock.advance(10);
  expect(rig.reported(first.turnId)).toEqual([
    ['started', 'live'],
    ['waiting', 'retrying'],
    ['extended', 'late'],
    ['completed', 'complete', 'late'],
  ]);
  expect(rig.reported(second.turnId).slice(-2)).toEqual([
    ['failed', 'model-empty-answer'],
    ['completed', 'failed'],
  ]);
  await rig.close();
});

test('an answer without end is stopped once its bullets are full, or after 45 s, or 256 KiB', async () => {
  const endless: ScriptStep[] = Array.from({ length: 2_000 }, () => [
    { waitMs: 100 },
    { say: ' word' },
  ]).flat();
  const scripts: readonly (readonly ScriptStep[])[] = [
    Array.from({ length: 50 }, (_, index) => ({ say: `- point ${index}\n` })),
    [{ say: '- word' }, ...endless],
    [{ say: '- big' }, ...Array.from({ length: 50 }, () => ({ say: ' word'.repeat(2_000) }))],
  ];
  const rig = await createAnswerRig((_, index) => scripts[index] ?? []);
  for (const _ of scripts) {
    rig.ask('TCP', { origin: 'regenerated' });
    await rig.clock.advance(50_000);
  }
  const completed = rig.events.flatMap((event) => (event.type === 'answer-completed' ? [event] : []));
  expect(completed.map((event) => [event.answer.status, event.answer.bullets.length])).toEqual([
    ['complete', 4],
    ['capped', 1],
    ['capped', 1],
  ]);
  expect(completed[1]?.timing.latencyMs).toBe(45_000);
  expect(rig.model.calls.map((call) => call.end)).toEqual(['aborted', 'aborted', 'aborted']);
  await rig.close();
});

test('loading takes as long as it takes: the time of an answer counts from its end', async () => {
  const loading: readonly ScriptStep[] = Array.from({ length: 60 }, (_, second) => [
    { waitMs: 1_000 },
    { delta: { type: 'loading' as const, elapsedMs: (second + 1) * 1_000 } },
  ]).flat();
  const endless: readonly ScriptStep[] = [{ say: '- one\n' }, { waitMs: 300_000 }, DONE];
  const rig = await createAnswerRig((request) =>
    askedText(request) === 'TCP' ? [...loading, ...spokenAnswer('TCP')] : [...loading, ...endless],
  );
  const answered = rig.ask('TCP');
  await rig.clock.advance(59_500);
  expect(rig.events.at(-1)).toMatchObject({ reason: 'loading-model', elapsedMs: 59_000 });
  await rig.clock.advance(1_000);
  expect(rig.reported(answered.turnId).at(-1)).toEqual(['completed', 'complete', 'TCP one', 'TCP two']);
  const capped = rig.ask('UDP');
  await rig.clock.advance(120_000);
  expect(rig.reported(capped.turnId).at(-1)).toEqual(['completed', 'capped', 'one']);
  expect(rig.events.at(-1)).toMatchObject({ timing: { latencyMs: 60_000 + 45_000 } });
  await rig.close();
});

test('cancelling ends the answer here and upstream', async () => {
  const rig = await createAnswerRig(() => spokenAnswer('TCP'));
  const { turnId } = rig.ask('TCP');
  await rig.clock.advance(150);
  rig.control.cancel();
  await rig.clock.advance(1_000);
  expect(rig.reported(turnId).at(-1)).toEqual(['completed', 'interrupted', 'TCP one']);
  expect(rig.model.calls.map((call) => call.end)).toEqual(['aborted']);
  await rig.close();
});

test('without a model the reason is reported, and a full queue says so', async () => {
  const rig = await createAnswerRig(() => spokenAnswer('TCP'), { queueLimitCount: 0 });
  rig.chatModel = new EngineError('model-missing', 'No model.', 'Pick one.');
  const first = rig.ask('TCP');
  await rig.clock.advance(10);
  rig.chatModel = rig.model;
  using permit = await rig.limiter.acquire(0);
  const second = rig.ask('UDP');
  await rig.clock.advance(10);
  permit.release();
  expect([first, second].map(({ turnId }) => rig.reported(turnId).at(-2))).toEqual([
    ['failed', 'model-missing'],
    ['failed', 'busy'],
  ]);
  await rig.close();
});

test('a model that is loading, thinking or busy elsewhere is shown as such', async () => {
  const rig = await createAnswerRig(() => [
    { delta: { type: 'loading', elapsedMs: 1_000 } },
    { waitMs: 10 },
    { delta: { type: 'thinking' } },
    { delta: { type: 'thinking' } },
    { waitMs: 10 },
    { say: '- one' },
    DONE,
  ]);
  const permit = await rig.limiter.acquire(0);
  const { turnId } = rig.ask('TCP');
  await rig.clock.advance(10);
  permit.release();
  await rig.clock.advance(100);
  expect(rig.reported(turnId).slice(1, 4)).toEqual([
    ['waiting', 'queued'],
    ['waiting', 'loading-model'],
    ['waiting', 'thinking'],
  ]);
  await rig.close();
});

test('a model that says nothing for two seconds is reported as waiting, once', async () => {
  const rig = await createAnswerRig((_, index) => [
    { waitMs: index === 0 ? 1_900 : 30_000 },
    { say: '- one' },
    { waitMs: 5_000 },
    DONE,
  ]);
  const quick = rig.ask('TCP');
  await rig.clock.advance(7_000);
  expect(rig.reported(quick.turnId)).toEqual([
    ['started', 'live'],
    ['extended', 'one'],
    ['completed', 'complete', 'one'],
  ]);
  const { turnId } = rig.ask('UDP');
  await rig.clock.advance(20_000);
  expect(rig.reported(turnId)).toEqual([
    ['started', 'live'],
    ['waiting', 'first-token'],
  ]);
  expect(rig.events.at(-1)).toMatchObject({ elapsedMs: 2_000 });
  await rig.close();
});

test('a silent model that an answer was started for unseen is reported with the time it has had', async () => {
  const rig = await createAnswerRig(() => [{ waitMs: 30_000 }, { say: '- one' }, DONE]);
  const expected = rig.expect('TCP');
  await rig.clock.advance(3_000);
  rig.ask('TCP', { turnId: expected.turnId });
  await rig.clock.advance(0);
  expect(rig.reported(expected.turnId)).toEqual([
    ['started', 'speculated'],
    ['waiting', 'first-token'],
  ]);
  expect(rig.events.at(-1)).toMatchObject({ elapsedMs: 3_000 });
  await rig.close();
});

const LEANING = { text: 'And why is that?', antecedent: 'What is TCP?' };

test.each([{ text: 'What is TCP?' }, LEANING])(
  'an old answer to "$text" is shown at once, marked, and its card is refreshed in a quiet moment',
  async (asked) => {
    const rig = await rigWithOldAnswer(asked);
    const { turnId } = rig.ask(asked.text, asked);
    await rig.clock.advance(0);
    expect(rig.events.at(-1)).toMatchObject({ turnId, isStale: true, answer: { path: 'cached' } });
    rig.isIdle = true;
    await rig.clock.advance(10_000);
    expect(rig.model.calls.map((call) => call.request.purpose)).toEqual(['foreground', 'prewarm']);
    expect(rig.reported(turnId).at(-1)).toEqual(['refreshed', 'answer1 one', 'answer1 two']);
    rig.ask(asked.text, asked);
    await rig.clock.advance(0);
    expect(rig.events.at(-1)).toMatchObject({
      isStale: false,
      answer: { bullets: ['answer1 one', 'answer1 two'] },
    });
    await rig.close();
  },
);

test('a refreshed answer changes no card that a newer question has taken over', async () => {
  const rig = await rigWithOldAnswer({ text: 'What is TCP?' });
  const { turnId } = rig.ask('What is TCP?');
  rig.ask('What is UDP?');
  await rig.clock.advance(1_000);
  rig.isIdle = true;
  await rig.clock.advance(10_000);
  expect(rig.model.calls.map((call) => call.request.purpose)).toEqual([
    'foreground',
    'foreground',
    'prewarm',
  ]);
  expect(rig.reported(turnId).at(-1)).toEqual(['completed', 'complete', 'answer0 one', 'answer0 two']);
  await rig.close();
});

test('that there is not enough context replaces no old answer', async () => {
  const rig = await rigWithOldAnswer({ text: 'What is TCP?' }, `- ${HONEST_BULLET}`);
  const { turnId } = rig.ask('What is TCP?');
  rig.isIdle = true;
  await rig.clock.advance(10_000);
  expect(rig.model.calls.at(-1)?.end).toBe('done');
  expect(rig.reported(turnId).at(-1)).toEqual(['completed', 'complete', 'answer0 one', 'answer0 two']);
  await rig.close();
});

test('an old answer is not refreshed in the middle of the talk', async () => {
  const rig = await rigWithOldAnswer({ text: 'What is TCP?' });
  rig.ask('What is TCP?');
  for (let index = 0; index < 10; index++) {
    rig.isIdle = true;
    await rig.clock.advance(2_500);
    rig.isIdle = false;
    await rig.clock.advance(2_500);
  }
  expect(rig.model.calls.length).toBe(1);
  await rig.close();
});

/** With an answer in the cache that was given more than a day ago, and is kept for one. */
async function rigWithOldAnswer(
  { text, antecedent }: { readonly text: string; readonly antecedent?: string },
  laterAnswer?: string,
): Promise<AnswerRig> {
  const rig = await createAnswerRig((_, index) =>
    index > 0 && laterAnswer !== undefined ? [{ say: laterAnswer }, DONE] : spokenAnswer(`answer${index}`),
  );
  rig.settings = { ...rig.settings, answer: { ...rig.settings.answer, cacheDays: 1 } };
  rig.ask(text, antecedent === undefined ? {} : { antecedent });
  await rig.clock.advance(1_000);
  await rig.clock.advance(86_400_000);
  return rig;
}
