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

test('a device that stays away is given up after eight attempts in a row, and a steady one is forgiven', async () => {
  const steady = { frameCount: 300 };
  await expect(play([steady, ...Array.from({ length: 9 }, () => ({ frameCount: 0 }))])).rejects.toThrow(
    'broke off',
  );
  const flaky = Array.from({ length: 7 }, () => ({ frameCount: 1 }));
  const { opens } = await play([steady, ...flaky, steady, ...flaky, { frameCount: 1, ends: true }]);
  expect(opens).toBe(17);
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
