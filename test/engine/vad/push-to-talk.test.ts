import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { AudioFrame, SpeechEvent } from '../../../engine/base/nouns.ts';
import { segmentSpeech } from '../../../engine/vad/segment-speech.ts';
import { createSegmenterControl, type SegmenterControl } from '../../../engine/vad/segmenter-control.ts';
import { makeDeps, outline, perform, type Score, toFrames } from './hear.ts';

/** A live channel: sound comes when the test gives it. */
class LiveChannel implements AsyncDisposable {
  readonly control: SegmenterControl = createSegmenterControl();
  readonly events: SpeechEvent[] = [];
  readonly #waiting: ((result: IteratorResult<AudioFrame, undefined>) => void)[] = [];
  readonly #frames: AudioFrame[] = [];
  readonly #running: Promise<void>;
  #positionSamples = 0;
  #isEnded = false;

  constructor() {
    this.#running = this.#run();
  }

  async play(score: Score): Promise<void> {
    const samples = perform(score);
    for await (const frame of toFrames(samples, undefined, this.#positionSamples)) {
      const waiting = this.#waiting.shift();
      if (waiting) waiting({ done: false, value: frame });
      else this.#frames.push(frame);
      await nextTurn();
    }
    this.#positionSamples += samples.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnded = true;
    for (const waiting of this.#waiting.splice(0)) waiting({ done: true, value: undefined });
    await this.#running;
  }

  async #run(): Promise<void> {
    const frames = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          const frame = this.#frames.shift();
          if (frame) return Promise.resolve({ done: false as const, value: frame });
          if (this.#isEnded) return Promise.resolve({ done: true as const, value: undefined });
          return new Promise<IteratorResult<AudioFrame, undefined>>((resolve) => this.#waiting.push(resolve));
        },
      }),
    };
    const deps = makeDeps({ control: this.control });
    for await (const event of segmentSpeech(frames, deps, new AbortController().signal))
      this.events.push(event);
  }
}

test('opens a turn at the press, with pre-roll, whatever is heard, and ends it at once on release', async () => {
  await using channel = new LiveChannel();
  await channel.play([['quiet', 1_000]]);
  channel.control.hold();
  await nextTurn();
  expect(outline(channel.events)).toEqual(['speech-started turn-1']);
  await channel.play([['loud', 600]]);
  channel.control.release();
  await nextTurn();
  expect(outline(channel.events)).toEqual(['speech-started turn-1', 'turn-ended turn-1 released']);
  const ended = channel.events.at(-1);
  expect(ended?.type === 'turn-ended' && ended.segment).toMatchObject({
    startMs: 650,
    speechStartMs: 1_000,
    speechEndMs: 1_600,
  });
});

test('does not end a held turn by silence', async () => {
  await using channel = new LiveChannel();
  await channel.play([['quiet', 500]]);
  channel.control.hold();
  await channel.play([
    ['loud', 400],
    ['quiet', 5_000],
    ['loud', 400],
    ['quiet', 3_000],
  ]);
  expect(outline(channel.events)).toEqual([
    'speech-started turn-1',
    'speech-paused turn-1',
    'speech-resumed turn-1',
    'speech-paused turn-1',
  ]);
  channel.control.release();
  await nextTurn();
  expect(outline(channel.events).at(-1)).toBe('turn-ended turn-1 released');
});

test('takes over a turn that was already open', async () => {
  await using channel = new LiveChannel();
  await channel.play([
    ['quiet', 500],
    ['loud', 400],
  ]);
  channel.control.hold();
  await channel.play([['loud', 400]]);
  channel.control.release();
  await nextTurn();
  expect(outline(channel.events)).toEqual(['speech-started turn-1', 'turn-ended turn-1 released']);
});

test('discards a held turn in which nobody spoke', async () => {
  await using channel = new LiveChannel();
  await channel.play([['quiet', 500]]);
  channel.control.hold();
  await channel.play([['quiet', 2_000]]);
  channel.control.release();
  await nextTurn();
  expect(outline(channel.events)).toEqual(['speech-started turn-1', 'speech-discarded turn-1']);
});

test('answers a press that is over before any sound came', async () => {
  await using channel = new LiveChannel();
  await channel.play([['quiet', 100]]);
  channel.control.hold();
  channel.control.release();
  await nextTurn();
  expect(outline(channel.events)).toEqual(['speech-started turn-1', 'speech-discarded turn-1']);
});

test('keeps what is said after half a minute of holding in silence', async () => {
  await using channel = new LiveChannel();
  await channel.play([['quiet', 500]]);
  channel.control.hold();
  await channel.play([
    ['quiet', 32_000],
    ['loud', 800],
  ]);
  channel.control.release();
  await nextTurn();
  expect(outline(channel.events)).toEqual(['speech-started turn-1', 'turn-ended turn-1 released']);
  const ended = channel.events.at(-1);
  expect(ended?.type === 'turn-ended' && ended.segment.speechEndMs).toBe(33_300);
  expect(ended?.type === 'turn-ended' && ended.segment.voicedMs).toBe(800);
});

test('continues in another held turn when one is split', async () => {
  await using channel = new LiveChannel();
  await channel.play([['quiet', 500]]);
  channel.control.hold();
  await channel.play([['loud', 27_000]]);
  channel.control.release();
  await nextTurn();
  expect(outline(channel.events)).toEqual([
    'speech-started turn-1',
    'turn-ended turn-1 split',
    'speech-started turn-2',
    'turn-ended turn-2 released',
  ]);
});

test('ends an open turn when the user pauses, and does nothing when none is open', async () => {
  await using channel = new LiveChannel();
  await channel.play([['quiet', 500]]);
  channel.control.endTurn('paused-by-user');
  await nextTurn();
  expect(channel.events).toEqual([]);
  await channel.play([['loud', 600]]);
  channel.control.endTurn('paused-by-user');
  await nextTurn();
  expect(outline(channel.events)).toEqual(['speech-started turn-1', 'turn-ended turn-1 paused-by-user']);
});

test('orders bring no event before the first sound and after the end of the source', async () => {
  const channel = new LiveChannel();
  expect(channel.control.isIdle).toBe(true);
  await channel.play([['quiet', 100]]);
  expect(channel.control.isIdle).toBe(false);
  await channel[Symbol.asyncDispose]();
  expect(channel.control.isIdle).toBe(true);
});

test('ends with the reason of its signal also while no sound comes', async () => {
  const controller = new AbortController();
  const reason = new Error('quit');
  const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
  const first = segmentSpeech(silent, makeDeps(), controller.signal).next();
  controller.abort(reason);
  await expect(first).rejects.toBe(reason);
});
