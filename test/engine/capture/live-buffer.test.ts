import { expect, test } from 'vitest';
import { LiveBuffer } from '../../../engine/capture/live-buffer.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const FRAME_SAMPLES = 320;
/** Five seconds. */
const CAPACITY_COUNT = 250;

const open = (): LiveBuffer => new LiveBuffer('test', new ManualClock());
const forever = (): AbortSignal => new AbortController().signal;

/** Pushes frames that hold their own number. */
function fill(buffer: LiveBuffer, count: number, firstIndex = 0): void {
  for (let index = firstIndex; index < firstIndex + count; index += 1)
    buffer.push(new Int16Array(FRAME_SAMPLES).fill(index), index * FRAME_SAMPLES);
}

/** Number and position of each frame that is left, until the buffer ends. */
async function drain(buffer: LiveBuffer): Promise<readonly (readonly [number | undefined, number])[]> {
  const frames: [number | undefined, number][] = [];
  for await (const frame of buffer.frames('me', forever()))
    frames.push([frame.samples[0], frame.startSamples / FRAME_SAMPLES]);
  return frames;
}

test('a reader that is late loses the oldest sound, which is counted and shows as a jump', async () => {
  const buffer = open();
  fill(buffer, CAPACITY_COUNT);
  expect(buffer.droppedFrameCount).toBe(0);
  fill(buffer, 3, CAPACITY_COUNT);
  expect(buffer.droppedFrameCount).toBe(3);
  buffer.end();
  const frames = await drain(buffer);
  expect([frames.length, frames[0], frames.at(-1)]).toEqual([CAPACITY_COUNT, [3, 3], [252, 252]]);
});

test('what comes after the ring is full and emptied is in order', async () => {
  const buffer = open();
  const frames = buffer.frames('me', forever());
  fill(buffer, CAPACITY_COUNT - 1);
  for (let index = 0; index < CAPACITY_COUNT - 1; index += 1) await frames.next();
  fill(buffer, 5, CAPACITY_COUNT - 1);
  buffer.end();
  expect((await drain(buffer)).map(([number]) => number)).toEqual([249, 250, 251, 252, 253]);
  expect(buffer.droppedFrameCount).toBe(0);
});

test('more than fits at once is cut to what fits, and a shorter end is a shorter frame', async () => {
  const buffer = open();
  buffer.push(new Int16Array(CAPACITY_COUNT * FRAME_SAMPLES + 10), 0);
  buffer.end();
  const lengths: number[] = [];
  for await (const frame of buffer.frames('them', forever())) lengths.push(frame.samples.length);
  expect([lengths.length, lengths.at(0), lengths.at(-1)]).toEqual([CAPACITY_COUNT, FRAME_SAMPLES, 10]);
  expect(buffer.droppedFrameCount).toBe(1);
});

test('what was pushed is copied: its memory may be used again', async () => {
  const buffer = open();
  const memory = new Int16Array(FRAME_SAMPLES).fill(1);
  buffer.push(memory, 0);
  memory.fill(2);
  buffer.end();
  expect(await drain(buffer)).toEqual([[1, 0]]);
});

test('a reader that waits is woken by sound, and gets its channel', async () => {
  const buffer = open();
  const next = buffer.frames('them', forever()).next();
  fill(buffer, 1, 7);
  expect((await next).value).toMatchObject({ channel: 'them', startSamples: 7 * FRAME_SAMPLES });
});

test('the end lets the reader take what is there, then fails with its first reason', async () => {
  const buffer = open();
  fill(buffer, 1);
  const reason = new Error('the device is gone');
  buffer.end(reason);
  buffer.end(new Error('later'));
  fill(buffer, 1, 1);
  const frames = buffer.frames('me', forever());
  expect((await frames.next()).done).toBe(false);
  await expect(frames.next()).rejects.toBe(reason);
});

test('a waiting reader is woken by the end and by its signal', async () => {
  const ended = open();
  const last = ended.frames('me', forever()).next();
  ended.end();
  expect(await last).toEqual({ done: true, value: undefined });
  const controller = new AbortController();
  const buffer = open();
  const next = buffer.frames('me', controller.signal).next();
  const reason = new Error('stopped');
  controller.abort(reason);
  await expect(next).rejects.toBe(reason);
});

test('a signal that has aborted comes before the sound that is left', async () => {
  const buffer = open();
  fill(buffer, 2);
  const controller = new AbortController();
  const frames = buffer.frames('me', controller.signal);
  await frames.next();
  controller.abort(new Error('stopped'));
  await expect(frames.next()).rejects.toThrow('stopped');
});
