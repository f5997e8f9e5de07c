import type { Clock } from '../base/clock.ts';
import { type AudioFrame, PIPELINE_RATE_HZ } from '../base/nouns.ts';
import type { Channel } from '../protocol/call-parts.ts';
import { createChannelClock, type ChannelClock } from './channel-clock.ts';
import { FRAME_SAMPLES } from './samples-source.ts';

/** What waits when the pipeline is late; older sound is lost first, and the loss is counted. */
const CAPACITY_MS = 5_000;
const SLOT_COUNT = (CAPACITY_MS * PIPELINE_RATE_HZ) / 1_000 / FRAME_SAMPLES;

interface Slot {
  readonly memory: Int16Array;
  startSamples: number;
  lengthSamples: number;
}

/**
 * The push edge of a live source: a device or a page pushes, the pipeline pulls frames. Bounded, drops the
 * oldest; a loss shows as a jump of `startSamples`. Memory is allocated once. One reader at a time.
 */
export class LiveBuffer {
  readonly name: string;
  droppedFrameCount = 0;
  readonly #channelClock: ChannelClock;
  readonly #slots: readonly Slot[];
  #head = 0;
  #size = 0;
  #isEnded = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(name: string, clock: Clock) {
    this.name = name;
    this.#channelClock = createChannelClock(clock);
    this.#slots = Array.from({ length: SLOT_COUNT }, () => ({
      memory: new Int16Array(FRAME_SAMPLES),
      startSamples: 0,
      lengthSamples: 0,
    }));
  }

  /** Copies `pushed`, brought onto the engine's clock; it may be reused at once. */
  push(pushed: Int16Array, pushedStartSamples: number): void {
    if (this.#isEnded) return;
    const { samples, startSamples } = this.#channelClock.align(pushed, pushedStartSamples);
    for (let offset = 0; offset < samples.length; offset += FRAME_SAMPLES) {
      const slot = this.#nextSlot();
      slot.startSamples = startSamples + offset;
      slot.lengthSamples = Math.min(FRAME_SAMPLES, samples.length - offset);
      slot.memory.set(samples.subarray(offset, offset + slot.lengthSamples));
    }
    this.#wake?.();
  }

  /** Lets the reader take what is there and then end, or fail with `error`. */
  end(error?: unknown): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#error = error;
    this.#wake?.();
  }

  /** The frame and its samples are reused: valid until the next one is asked for. */
  async *frames(channel: Channel, signal: AbortSignal): AsyncGenerator<AudioFrame, void, undefined> {
    const memory = new Int16Array(FRAME_SAMPLES);
    const frame = { channel, samples: memory, startSamples: 0 };
    const wake = (): void => this.#wake?.();
    signal.addEventListener('abort', wake, { once: true });
    try {
      for (;;) {
        signal.throwIfAborted();
        const slot = this.#take();
        if (slot) {
          memory.set(slot.memory);
          frame.startSamples = slot.startSamples;
          frame.samples =
            slot.lengthSamples === FRAME_SAMPLES ? memory : memory.subarray(0, slot.lengthSamples);
          yield frame;
        } else if (this.#isEnded) {
          if (this.#error !== undefined) throw this.#error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  #nextSlot(): Slot {
    if (this.#size === SLOT_COUNT) {
      this.droppedFrameCount += 1;
      this.#take();
    }
    const slot = this.#slots[(this.#head + this.#size) % SLOT_COUNT];
    this.#size += 1;
    // The ring holds SLOT_COUNT slots, so the index is always inside.
    return slot as Slot;
  }

  #take(): Slot | undefined {
    if (this.#size === 0) return undefined;
    const slot = this.#slots[this.#head];
    this.#head = (this.#head + 1) % SLOT_COUNT;
    this.#size -= 1;
    return slot;
  }
}
