import { expect, test } from 'vitest';
import { createSpeechRevival } from '../../../engine/transcription/speech-revival.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** Asks for a pass every second of `durationMs` and reports at which seconds the recognizer was restarted. */
async function restartsOf(durationMs: number, isUpAfterMs: number): Promise<number[]> {
  const clock = new ManualClock();
  const revival = createSpeechRevival(clock);
  const restartsS: number[] = [];
  const restart = (): Promise<void> => {
    restartsS.push(clock.nowMs() / 1_000);
    return clock.nowMs() < isUpAfterMs ? Promise.reject(new Error('no memory')) : Promise.resolve();
  };
  revival.noteDown();
  while (clock.nowMs() < durationMs) {
    await revival.beforePass({ restart });
    await clock.advance(1_000);
  }
  return restartsS;
}

test('a recognizer that is down is tried again with growing pauses, as long as somebody speaks', async () => {
  expect(await restartsOf(1_500_000, Number.POSITIVE_INFINITY)).toEqual([
    15, 30, 60, 120, 240, 480, 780, 1_080, 1_380,
  ]);
});

test('one that has come back is left alone', async () => {
  expect(await restartsOf(600_000, 50_000)).toEqual([15, 30, 60]);
});

test('one that goes down again soon waits longer, one that ran well for five minutes does not', async () => {
  const clock = new ManualClock();
  const revival = createSpeechRevival(clock);
  let restartCount = 0;
  const restart = async (): Promise<void> => void (restartCount += 1);
  const downFor = async (durationMs: number): Promise<number> => {
    const before = restartCount;
    revival.noteDown();
    await clock.advance(durationMs);
    await revival.beforePass({ restart });
    return restartCount - before;
  };
  expect(await downFor(15_000)).toBe(1);
  expect(await downFor(15_000)).toBe(0);
  await clock.advance(15_000);
  await revival.beforePass({ restart });
  expect(restartCount).toBe(2);
  await clock.advance(301_000);
  expect(await downFor(15_000)).toBe(1);
});

test('passes that come at once share one restart, and a recognizer without one is left alone', async () => {
  const clock = new ManualClock();
  const revival = createSpeechRevival(clock);
  revival.noteDown();
  await clock.advance(20_000);
  await revival.beforePass({});
  let restartCount = 0;
  const restart = async (): Promise<void> => void (restartCount += 1);
  await Promise.all([revival.beforePass({ restart }), revival.beforePass({ restart })]);
  expect(restartCount).toBe(1);
});
