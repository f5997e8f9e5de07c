import { expect, test } from 'vitest';
import type { SpeechSegment } from '../../../engine/base/nouns.ts';
import { PassScheduler, type PassSchedulerDeps } from '../../../engine/transcription/pass-scheduler.ts';
import { ScriptedTranscriber } from '../../fakes/scripted-transcriber.ts';
import { segmentOf } from '../../fakes/spoken-samples.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const NEVER = new AbortController().signal;
const speech = (durationMs: number, turnId = 'turn-1', channel: 'me' | 'them' = 'them'): SpeechSegment =>
  segmentOf(new Int16Array(durationMs * 16).fill(1_000), turnId, channel);

function stage(more: Partial<PassSchedulerDeps> = {}) {
  const clock = new VirtualClock();
  const transcriber = new ScriptedTranscriber({ clock, text: ({ turnId }) => turnId });
  const passes = new PassScheduler({
    transcriber,
    clock,
    language: () => 'en',
    vocabulary: () => 'Sotto',
    onPressure: () => undefined,
    ...more,
  });
  return { clock, transcriber, passes };
}

test('a pass is asked for with the language and the vocabulary of the moment', async () => {
  const { clock, transcriber, passes } = stage();
  await clock.runUntil(passes.startFinal(speech(1_000), NEVER).result);
  expect(transcriber.passes[0]?.options).toEqual({ pass: 'final', language: 'en', vocabulary: 'Sotto' });
});

test('audio for partial passes is earned by speaking', async () => {
  const { clock, passes } = stage();
  expect(passes.canRunPartial(1_000)).toBe(false);
  passes.earn(1_000);
  expect(passes.canRunPartial(1_000)).toBe(true);
  await clock.runUntil(passes.runPartial(speech(1_000), NEVER));
  expect(passes.canRunPartial(2_000)).toBe(false);
});

test('a partial pass must end soon, and makes room for a final one', async () => {
  const { clock, passes } = stage({ measuredFactor: () => 0.2 });
  passes.earn(30_000);
  expect([passes.canRunPartial(2_000), passes.canRunPartial(5_000)]).toEqual([false, false]);
  const quick = stage({ measuredFactor: () => 0.1 });
  quick.passes.earn(30_000);
  expect(quick.passes.canRunPartial(2_000)).toBe(true);
  const partial = quick.passes.runPartial(speech(2_000), NEVER);
  const refused = expect(partial).rejects.toMatchObject({ name: 'AbortError' });
  const final = quick.passes.startFinal(speech(2_000, 'turn-2'), NEVER);
  expect((await quick.clock.runUntil(final.result)).text).toBe('turn-2');
  await refused;
  await clock.advance(0);
});

test('the longer a pass takes, the longer a pause must last before it', () => {
  const { passes } = stage({ measuredFactor: () => 0.2 });
  expect([1_000, 3_000, 30_000].map((audioMs) => Math.round(passes.settleMs(audioMs)))).toEqual([
    45, 45, 150,
  ]);
  expect(stage({ measuredFactor: () => 0.05 }).passes.settleMs(3_000)).toBe(0);
});

test('what the user says waits for the first bullet of an answer, what the other side says does not', async () => {
  const bullet = Promise.withResolvers<void>();
  const { clock, transcriber, passes } = stage({ firstBullet: () => bullet.promise });
  const mine = passes.startFinal(speech(1_000, 'mine', 'me'), NEVER);
  const theirs = passes.startFinal(speech(1_000, 'theirs'), NEVER);
  await clock.runUntil(theirs.result);
  expect(transcriber.passes.map((pass) => pass.speech.turnId)).toEqual(['theirs']);
  bullet.resolve();
  expect((await clock.runUntil(mine.result)).text).toBe('mine');
});

test('it waits no longer than a second and a half', async () => {
  const { clock, passes } = stage({ firstBullet: () => new Promise(() => undefined) });
  await clock.runUntil(passes.startFinal(speech(1_000, 'mine', 'me'), NEVER).result);
  expect(clock.nowMs()).toBeGreaterThanOrEqual(1_500);
  expect(clock.nowMs()).toBeLessThan(2_000);
});

test('of ended turns beyond the limit the oldest is refused, and only a waiting pass can be cancelled', async () => {
  const { clock, passes } = stage({ waitingLimitCount: 1 });
  const running = passes.startFinal(speech(1_000, 'running'), NEVER);
  await clock.advance(1);
  const [first, second] = ['first', 'second'].map((turnId) =>
    passes.startFinal(speech(1_000, turnId), NEVER),
  );
  const refused = expect(first?.result).rejects.toMatchObject({ code: 'backlog-full' });
  first?.oweText();
  second?.oweText();
  await refused;
  running.cancelIfWaiting(new Error('too late'));
  expect((await clock.runUntil(running.result)).text).toBe('running');
});
