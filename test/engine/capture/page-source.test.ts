import { systemClock } from '../../../engine/base/clock.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { expect, test } from 'vitest';
import { createPageSource, type PageSource } from '../../../engine/capture/page-source.ts';

const FRAME_SAMPLES = 320;

async function drain(source: PageSource): Promise<{ startSamples: number; samples: number[] }[]> {
  const frames: { startSamples: number; samples: number[] }[] = [];
  for await (const frame of source.frames(new AbortController().signal))
    frames.push({ startSamples: frame.startSamples, samples: [...frame.samples] });
  return frames;
}

function push(source: PageSource, startSamples: number, value = 1, lengthSamples = FRAME_SAMPLES): void {
  source.push({ channel: 'me', startSamples, samples: new Int16Array(lengthSamples).fill(value) });
}

function open(): PageSource {
  return createPageSource({ channel: 'me', device: 'Built-in microphone', clock: systemClock });
}

test('gives what was pushed, in order, from position 0 on', async () => {
  const source = open();
  push(source, 5_000, 1, 3);
  push(source, 5_003, 2, 2);
  source.end();
  expect(await drain(source)).toEqual([
    { startSamples: 0, samples: [1, 1, 1] },
    { startSamples: 3, samples: [2, 2] },
  ]);
});

test('cuts what comes in bigger pieces into frames of 20 ms', async () => {
  const source = open();
  push(source, 0, 7, 1_600);
  source.end();
  expect((await drain(source)).map(({ startSamples, samples }) => [startSamples, samples.length])).toEqual([
    [0, 320],
    [320, 320],
    [640, 320],
    [960, 320],
    [1_280, 320],
  ]);
});

test('shows a gap in the positions', async () => {
  const source = open();
  push(source, 100);
  push(source, 100 + 5 * FRAME_SAMPLES);
  source.end();
  expect((await drain(source)).map(({ startSamples }) => startSamples)).toEqual([0, 5 * FRAME_SAMPLES]);
});

test('counts on when the position on the wire wraps', async () => {
  const source = open();
  push(source, 2 ** 32 - FRAME_SAMPLES);
  push(source, 0);
  push(source, FRAME_SAMPLES);
  source.end();
  expect((await drain(source)).map(({ startSamples }) => startSamples)).toEqual([0, 320, 640]);
});

test('shows what a page missed while it was reloaded as a gap', async () => {
  const clock = new ManualClock();
  const source = createPageSource({ channel: 'me', device: 'Built-in microphone', clock });
  push(source, 80_000);
  await clock.advance(1_020);
  push(source, 0);
  source.end();
  expect((await drain(source)).map(({ startSamples }) => startSamples)).toEqual([0, 320 + 16_000]);
});

test('drops the oldest beyond five seconds and counts it', async () => {
  const source = open();
  for (let index = 0; index < 260; index += 1) push(source, index * FRAME_SAMPLES, index);
  source.end();
  const frames = await drain(source);
  expect(source.droppedFrameCount).toBe(10);
  expect(frames.length).toBe(250);
  expect(frames[0]).toEqual({
    startSamples: 10 * FRAME_SAMPLES,
    samples: Array.from({ length: 320 }, () => 10),
  });
});

test('lets a waiting reader have a frame at once, and reuses its memory', async () => {
  const source = open();
  const frames = source.frames(new AbortController().signal);
  const waiting = frames.next();
  push(source, 0, 9);
  const first = (await waiting).value;
  expect(first && [...first.samples.subarray(0, 2)]).toEqual([9, 9]);
  const second = frames.next();
  push(source, 320, 4);
  expect((await second).value?.samples.buffer).toBe(first?.samples.buffer);
});

test('ends with the reason of its signal also while it waits', async () => {
  const controller = new AbortController();
  const reason = new Error('stopped by the user');
  const waiting = open().frames(controller.signal).next();
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test('takes nothing after its end', async () => {
  const source = open();
  source.end();
  push(source, 0);
  expect(await drain(source)).toEqual([]);
});
