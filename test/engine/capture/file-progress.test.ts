import { expect, test } from 'vitest';
import { followFile } from '../../../engine/capture/file-progress.ts';
import type { FileSource } from '../../../engine/capture/file-source.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const SECOND_SAMPLES = 16_000;

/** A file of four seconds, in frames of one, whose read part is reported as `readRatio`. */
function fileOf({ readRatio = undefined as number | undefined, failsAt = Infinity } = {}): FileSource {
  return {
    channel: 'them',
    device: 'call.wav',
    readRatio,
    async *frames(signal) {
      for (let index = 0; index < 4; index += 1) {
        signal.throwIfAborted();
        if (index === failsAt) throw new Error('the file is damaged');
        const startSamples = index * SECOND_SAMPLES;
        yield { channel: 'them', samples: new Int16Array(SECOND_SAMPLES), startSamples };
      }
    },
  };
}

test('the length of a file follows from how much of it was heard', async () => {
  const clock = new ManualClock();
  const followed = followFile(fileOf({ readRatio: 0.25 }), clock);
  const frames = followed.source.frames(new AbortController().signal);
  await clock.advance(500);
  await frames.next();
  expect(followed.progress()).toEqual({ heardMs: 1_000, speedRatio: 2, durationMs: 4_000, leftMs: 1_500 });
  await frames.return();
});

test.each([undefined, 0])('a file of which %s was read has no known length', async (readRatio) => {
  const clock = new ManualClock();
  const { progress } = followFile(fileOf({ readRatio }), clock);
  expect(progress()).toEqual({ heardMs: 0, speedRatio: 0, durationMs: undefined, leftMs: undefined });
});

test('a file is completed once it was heard to its end', async () => {
  const followed = followFile(fileOf(), new ManualClock());
  expect([followed.source.channel, followed.source.device]).toEqual(['them', 'call.wav']);
  let frameCount = 0;
  for await (const _frame of followed.source.frames(new AbortController().signal)) {
    frameCount += 1;
    expect(followed.outcome()).toBe('stopped');
  }
  expect([frameCount, followed.outcome(), followed.progress().heardMs]).toEqual([4, 'completed', 4_000]);
});

test('a file that is left before its end was stopped, and so is one whose signal aborts', async () => {
  const left = followFile(fileOf(), new ManualClock());
  for await (const _frame of left.source.frames(new AbortController().signal)) break;
  expect(left.outcome()).toBe('stopped');
  const controller = new AbortController();
  const aborted = followFile(fileOf(), new ManualClock());
  const frames = aborted.source.frames(controller.signal);
  await frames.next();
  controller.abort(new Error('by the user'));
  await expect(frames.next()).rejects.toThrow('by the user');
  expect(aborted.outcome()).toBe('stopped');
});

test('a damaged file has failed, and what was heard of it counts', async () => {
  const followed = followFile(fileOf({ failsAt: 2 }), new ManualClock());
  const hear = async (): Promise<void> => {
    for await (const _frame of followed.source.frames(new AbortController().signal));
  };
  await expect(hear()).rejects.toThrow('the file is damaged');
  expect([followed.outcome(), followed.progress().heardMs]).toEqual(['failed', 2_000]);
});
