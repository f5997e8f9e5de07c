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

test('a device that was never there is not waited for', async () => {
  await expect(play([{ frameCount: 0 }])).rejects.toThrow('broke off');
});

test('a device that is plugged in again after minutes is heard again', async () => {
  const away = Array.from({ length: 200 }, () => ({ frameCount: 0 }));
  const { opens } = await play([{ frameCount: 300 }, ...away, { frameCount: 1, ends: true }]);
  expect(opens).toBe(202);
});

test('a recording that breaks off again and again is given up, and a steady one is forgiven', async () => {
  const steady = { frameCount: 300 };
  const flaky = Array.from({ length: 8 }, () => ({ frameCount: 1 }));
  const { opens } = await play([steady, ...flaky, steady, ...flaky, { frameCount: 1, ends: true }]);
  expect(opens).toBe(19);
  await expect(play([steady, ...flaky, { frameCount: 1 }, steady])).rejects.toThrow('broke off');
});

test('a device that stays away for an hour is given up', async () => {
  const away = Array.from({ length: 1_201 }, () => ({ frameCount: 0 }));
  await expect(play([{ frameCount: 300 }, ...away])).rejects.toThrow('broke off');
});

interface Attempt {
  readonly frameCount: number;
  readonly ends?: boolean;
}

async function play(attempts: readonly Attempt[]) {
  const clock = new VirtualClock();
  let opens = 0;
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
    for await (const frame of restartRecording(record, { clock, log: silentLogger }, signal))
      starts.push(frame.startSamples);
  };
  await clock.runUntil(collect());
  return { starts, opens };
}
