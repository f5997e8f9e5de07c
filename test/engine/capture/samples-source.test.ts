import { expect, test } from 'vitest';
import { openSamplesSource } from '../../../engine/capture/samples-source.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const ramp = (length: number, first = 0): Int16Array =>
  Int16Array.from({ length }, (_, index) => first + index);

async function* blocks(...lengths: readonly number[]): AsyncGenerator<Int16Array, void, undefined> {
  let first = 0;
  for (const length of lengths) {
    yield ramp(length, first);
    first += length;
  }
}

/** Each frame with the time at which it came. */
async function play(samples: Int16Array | AsyncIterable<Int16Array>, isFast = true, delayMs = 0) {
  const clock = new VirtualClock();
  const source = openSamplesSource({ samples, channel: 'them', device: 'a file', isFast, clock });
  const frames: { atMs: number; startSamples: number; samples: number[] }[] = [];
  const reading = async (): Promise<void> => {
    for await (const frame of source.frames(new AbortController().signal)) {
      expect(frame.channel).toBe('them');
      frames.push({ atMs: clock.nowMs(), startSamples: frame.startSamples, samples: [...frame.samples] });
      if (delayMs > 0) await clock.sleep(delayMs);
    }
  };
  await (isFast ? reading() : clock.runUntil(reading()));
  return frames;
}

test.each([
  ['all at once', ramp(1_000)],
  ['in blocks that fit no frame', blocks(1, 0, 319, 500, 180)],
  ['in one block too many', blocks(640, 360, 0)],
])('sound %s comes as whole frames and a rest', async (_how, samples) => {
  const frames = await play(samples);
  expect(frames.map((frame) => [frame.startSamples, frame.samples.length])).toEqual([
    [0, 320],
    [320, 320],
    [640, 320],
    [960, 40],
  ]);
  expect(frames.flatMap((frame) => frame.samples)).toEqual([...ramp(1_000)]);
});

test('no sound is not a frame', async () => {
  expect(await play(new Int16Array(0))).toEqual([]);
  expect(await play(blocks())).toEqual([]);
});

test('in real time a frame comes once its last sample was heard', async () => {
  const frames = await play(ramp(960), false);
  expect(frames.map(({ atMs }) => atMs)).toEqual([20, 40, 60]);
});

test('a slow reader is caught up with: no drift adds up', async () => {
  const frames = await play(ramp(320 * 5), false, 30);
  expect(frames.map(({ atMs }) => atMs)).toEqual([20, 50, 80, 110, 140]);
});

test('a fast source lets others run twice in each second of sound', async () => {
  let turnCount = 0;
  const count = (): void => {
    turnCount += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  await play(ramp(16_000 * 3));
  clearImmediate(next);
  expect(turnCount).toBeGreaterThanOrEqual(6);
});

test.each([true, false])('an aborted source fails with the reason (fast: %s)', async (isFast) => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const source = openSamplesSource({ samples: ramp(3_200), channel: 'me', device: '', isFast, clock });
  const frames = source.frames(controller.signal);
  await (isFast ? frames.next() : clock.runUntil(frames.next()));
  controller.abort(new Error('stopped'));
  await expect(frames.next()).rejects.toThrow('stopped');
});
