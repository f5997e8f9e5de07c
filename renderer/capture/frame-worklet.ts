/**
 * Runs on the audio thread: gathers the 128-sample quanta of a 16 kHz context into 20 ms frames of s16 PCM
 * and posts each with its position. Nothing is allocated but the frame that is given away.
 */
const FRAME_SAMPLES = 320;

interface PostedFrame {
  readonly startSamples: number;
  readonly samples: Int16Array<ArrayBuffer>;
}

declare const currentFrame: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

class FrameProcessor extends AudioWorkletProcessor {
  #samples = new Int16Array(FRAME_SAMPLES);
  #filledSamples = 0;
  /** Position of the context at which the first frame began. */
  #originFrame: number | undefined;
  /** Position that the next quantum has unless sound was lost. */
  #expectedFrame = 0;

  process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0];
    if (!input) return true;
    // What was gathered before a gap is not a whole frame and is lost with it.
    if (currentFrame !== this.#expectedFrame) this.#filledSamples = 0;
    this.#expectedFrame = currentFrame + input.length;
    for (let index = 0; index < input.length; index += 1) {
      const sample = Math.max(-1, Math.min(1, input[index] ?? 0));
      this.#samples[this.#filledSamples] = Math.round(sample * 32_767);
      this.#filledSamples += 1;
      if (this.#filledSamples === FRAME_SAMPLES) this.#post(currentFrame + index + 1 - FRAME_SAMPLES);
    }
    return true;
  }

  #post(startFrame: number): void {
    this.#originFrame ??= startFrame;
    const frame: PostedFrame = { startSamples: startFrame - this.#originFrame, samples: this.#samples };
    this.port.postMessage(frame, [this.#samples.buffer]);
    this.#samples = new Int16Array(FRAME_SAMPLES);
    this.#filledSamples = 0;
  }
}

registerProcessor('sotto-frames', FrameProcessor);
