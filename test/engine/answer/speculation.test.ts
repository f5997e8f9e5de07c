import { expect, test } from 'vitest';
import { askedText, createAnswerRig, spokenAnswer } from './answer-rig.ts';
import { hearLine } from './hear-line.ts';

const answering = (): ReturnType<typeof createAnswerRig> =>
  createAnswerRig((request) => spokenAnswer(askedText(request)));

test('an answer that was started unseen is shown whole once the same question is asked', async () => {
  const rig = await answering();
  const { turnId } = rig.expect('What is TCP');
  await rig.clock.advance(250);
  expect(rig.events).toEqual([]);
  rig.ask('What is TCP?', { turnId });
  await rig.clock.advance(0);
  expect(rig.reported(turnId)).toEqual([
    ['started', 'speculated'],
    ['extended', 'What is TCP one'],
  ]);
  await rig.clock.advance(100);
  expect(rig.reported(turnId).at(-1)).toEqual([
    'completed',
    'complete',
    'What is TCP one',
    'What is TCP two',
  ]);
  expect(rig.model.calls.length).toBe(1);
  expect(rig.control.counters).toMatchObject({
    speculatedCount: 1,
    speculationHiddenMs: 250,
    speculationWastedCount: 0,
  });
  await rig.close();
});

test('a finished unseen answer is shown in one event', async () => {
  const rig = await answering();
  const { turnId } = rig.expect('What is TCP');
  await rig.clock.advance(1_000);
  rig.ask('what is t c p?', { turnId });
  await rig.clock.advance(0);
  expect(rig.reported(turnId)).toEqual([
    ['started', 'speculated'],
    ['extended', 'What is TCP one', 'What is TCP two'],
    ['completed', 'complete', 'What is TCP one', 'What is TCP two'],
  ]);
  await rig.close();
});

test('another question than expected is answered again and nothing of the guess is shown', async () => {
  const rig = await answering();
  const { turnId } = rig.expect('What is the difference between TCP');
  await rig.clock.advance(250);
  rig.ask('What is the difference between TCP and UDP?', { turnId });
  await rig.clock.advance(1_000);
  expect(rig.reported(turnId)[0]).toEqual(['started', 'live']);
  expect(rig.model.calls.map((call) => call.end)).toEqual(['aborted', 'done']);
  expect(rig.control.counters).toMatchObject({ speculationWastedCount: 1, speculationWastedTokenCount: 2 });
  await rig.close();
});

test('a withdrawn or passed question stops the guess', async () => {
  const rig = await answering();
  const first = rig.expect('What is TCP');
  await rig.clock.advance(50);
  rig.send({ type: 'question-withdrawn', turnId: first.turnId });
  await rig.clock.advance(50);
  expect(rig.model.runningCount).toBe(0);
  rig.ask('What is TCP?', { turnId: first.turnId });
  await rig.clock.advance(1_000);
  expect(rig.reported(first.turnId)[0]).toEqual(['started', 'live']);
  await rig.close();
});

test('at most three guesses are made in one turn', async () => {
  const rig = await answering();
  const { turnId } = rig.expect('What is one');
  await rig.clock.advance(10);
  for (const text of ['What is two', 'What is three', 'What is four']) {
    rig.expect(text, { turnId });
    await rig.clock.advance(10);
  }
  expect(rig.model.calls.length).toBe(3);
  expect(rig.model.runningCount).toBe(0);
  await rig.close();
});

test('no guess is made when switched off, when the answer is known, or while somebody waits', async () => {
  const rig = await answering();
  rig.settings = { ...rig.settings, model: { ...rig.settings.model, speculation: false } };
  rig.expect('What is TCP');
  rig.control.prefill();
  await rig.clock.advance(10);
  expect(rig.model.calls.length).toBe(0);
  rig.settings = { ...rig.settings, model: { ...rig.settings.model, speculation: true } };
  rig.ask('What is TCP?');
  await rig.clock.advance(1_000);
  rig.expect('What is TCP');
  await rig.clock.advance(10);
  expect(rig.model.calls.length).toBe(1);
  const permit = await rig.limiter.acquire(0);
  const waiting = rig.limiter.acquire(0);
  rig.expect('What is UDP');
  await rig.clock.advance(10);
  expect(rig.model.calls.length).toBe(1);
  // Not even in the queue, where it would take a place.
  expect(rig.limiter.waitingCount).toBe(1);
  expect(rig.control.counters.speculationStartedCount).toBe(0);
  permit.release();
  (await waiting).release();
  await rig.close();
});

test('while a question is spoken the known part of the prompt is read ahead, once, and gives way', async () => {
  const rig = await answering();
  hearLine(rig.history, 'Hello.');
  rig.control.prefill();
  await rig.clock.advance(10);
  rig.control.prefill();
  await rig.clock.advance(10);
  rig.ask('What is TCP?');
  await rig.clock.advance(1_000);
  rig.control.prefill();
  await rig.clock.advance(10);
  const [prefill, real, ...others] = rig.model.calls;
  expect([prefill?.request.purpose, prefill?.end, real?.request.purpose, others.length]).toEqual([
    'prefill',
    'aborted',
    'foreground',
    0,
  ]);
  expect(
    real?.request.messages.at(-1)?.content.startsWith(prefill?.request.messages.at(-1)?.content ?? '-'),
  ).toBe(true);
  await rig.close();
});

test('a prefill that finds the model at work is not taken for done', async () => {
  const rig = await answering();
  const permit = await rig.limiter.acquire(0);
  rig.control.prefill();
  await rig.clock.advance(10);
  expect(rig.model.calls).toHaveLength(0);
  permit.release();
  rig.control.prefill();
  await rig.clock.advance(10);
  expect(rig.model.calls.map((call) => call.request.purpose)).toEqual(['prefill']);
  await rig.close();
});

test('what was said in this call has no place in an answer for later', async () => {
  const rig = await createAnswerRig((request) => spokenAnswer(askedText(request)), {
    starterQuestions: ['When can you start?'],
  });
  rig.settings = { ...rig.settings, profile: { ...rig.settings.profile, role: 'Engineer' } };
  hearLine(rig.history, 'The secret is 42.');
  rig.isIdle = true;
  await rig.clock.advance(40_000);
  rig.ask('What is TCP?');
  await rig.clock.advance(1_000);
  const asked = rig.model.calls.map(({ request }) => ({
    purpose: request.purpose,
    holdsSpeech: JSON.stringify(request.messages).includes('The secret is 42.'),
  }));
  expect(asked).toEqual([
    { purpose: 'prewarm', holdsSpeech: false },
    { purpose: 'foreground', holdsSpeech: true },
  ]);
  await rig.close();
});

test('when nothing is going on, starter questions are answered for later, and give way to speech', async () => {
  const rig = await createAnswerRig((request) => spokenAnswer(askedText(request)), {
    starterQuestions: ['What is your biggest weakness?', 'When can you start?'],
  });
  rig.settings = { ...rig.settings, profile: { ...rig.settings.profile, role: 'Engineer' } };
  rig.isIdle = true;
  await rig.clock.advance(20_000);
  expect(rig.model.calls.length).toBe(0);
  await rig.clock.advance(12_050);
  rig.control.prefill();
  await rig.clock.advance(60_000);
  expect(rig.model.calls.map((call) => [call.request.purpose, call.end])).toEqual([
    ['prewarm', 'aborted'],
    ['prefill', 'done'],
    ['prewarm', 'done'],
    ['prewarm', 'done'],
  ]);
  const { turnId } = rig.ask('When can you start?');
  await rig.clock.advance(0);
  expect(rig.reported(turnId)[0]).toEqual(['started', 'cached']);
  await rig.close();
});
