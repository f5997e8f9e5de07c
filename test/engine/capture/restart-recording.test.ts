import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { AudioFrame } from '../../../engine/base/nouns.ts';
import { restartRecording } from '../../../engine/capture/restart-recording.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const FRAME_SAMPLES = 320;

test('a recording that breaks off resumes where the clock is, and the gap shows in the positions', async () => {
  const { starts, opens } = await play([
    { frameCount: 50 },
    { frameCount: 0 },
    { frameCount: 10, ends: true },
  ]);
  expect(opens).toBe(3);
  expect(starts.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => index * FRAME_SAMPLES));
  const gapSamples = (starts[50] ?? 0) - 50 * FRAME_SAMPLES;
  // Two waits of 100–200 and 200–400 ms.
  expect(gapSamples).toBeGreaterThanOrEqual(0.3 * 16_000);
  expect(gapSamples).toBeLessThanOrEqual(0.6 * 16_000);
  expect(starts.slice(51).map((start, index) => start - (starts[50 + index] ?? 0))).toEqual(
    Array.from({ length: 9 }, () => FRAME_SAMPLES),
  );
});

test('a device that is not there at first is waited for, and its sound stands where it was heard', async () => {
  const missing = Array.from({ length: 60 }, () => ({ frameCount: 0 }));
  const { starts, opens, aways } = await play([...missing, { frameCount: 2, ends: true }]);
  expect([opens, aways]).toEqual([61, 60]);
  expect((starts[0] ?? 0) / 16).toBeGreaterThan(50 * 500);
  expect((starts[0] ?? 0) / 16).toBeLessThanOrEqual(60 * 1_000);
  expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBe(FRAME_SAMPLES);
});

test('a device that stays away is asked for every second at most, and each attempt in vain is reported', async () => {
  const away = Array.from({ length: 3_600 }, () => ({ frameCount: 0 }));
  const { starts, opens, aways } = await play([{ frameCount: 300 }, ...away, { frameCount: 1, ends: true }]);
  expect(opens).toBe(3_602);
  expect(aways).toBe(3_600);
  const gapMs = ((starts.at(-1) ?? 0) - 300 * FRAME_SAMPLES) / 16;
  expect(gapMs).toBeGreaterThan(3_590 * 800);
  expect(gapMs).toBeLessThanOrEqual(3_601 * 1_000);
});

test('one that breaks off is not away, and one that was heard for long is asked for at once again', async () => {
  const flaky = Array.from({ length: 7 }, () => ({ frameCount: 1 }));
  const { starts, aways } = await play([...flaky, { frameCount: 300 }, { frameCount: 1, ends: true }]);
  expect(aways).toBe(0);
  const gapMs = ((starts.at(-1) ?? 0) - (starts.at(-2) ?? 0)) / 16 - 20;
  expect(gapMs).toBeLessThanOrEqual(200);
});

test('one that breaks off at once again and again is given up, whether or not it is away in between', async () => {
  const broken = Array.from({ length: 8 }, () => [{ frameCount: 0 }, { frameCount: 1 }]).flat();
  await expect(play([{ frameCount: 300 }, ...broken])).rejects.toThrow('broke off');
});

interface Attempt {
  readonly frameCount: number;
  readonly ends?: boolean;
}

async function play(attempts: readonly Attempt[]) {
  const clock = new VirtualClock();
  let opens = 0;
  let aways = 0;
  async function* record(): AsyncGenerator<AudioFrame, void, undefined> {
    const attempt = attempts[opens];
    opens += 1;
    for (let index = 0; index < (attempt?.frameCount ?? 0); index += 1) {
      await clock.sleep(20);
      yield {
        channel: 'them',
        samples: new Int16Array(FRAME_SAMPLES),
        startSamples: index * FRAME_SAMPLES,
      };
    }
    if (!attempt?.ends) throw new Error('broke off');
  }
  const starts: number[] = [];
  const signal = new AbortController().signal;
  const collect = async (): Promise<void> => {
    const deps = { clock, log: silentLogger, onAway: () => (aways += 1) };
    for await (const frame of restartRecording(record, deps, signal)) starts.push(frame.startSamples);
  };
  await clock.runUntil(collect());
  return { starts, opens, aways };
}
